"""Hats."""

from smartmart.demo.drawing.pen import Pen
from smartmart.demo.drawing.shapes import around, zigzag

CREAM, RED, BLACK = "#fbf3e2", "#c9473b", "#2b2826"


def hat(p: Pen, color: str, crown: str) -> None:
    p.shadow(200, 318, 160, 14)
    p.oval(200, 276, 164, 44, color, 0.4)
    p.oval(200, 268, 128, 28, "#b79a6c")
    p.path(crown, color, 0.45)


def sombrero_vueltiao_de_19_vueltas(p: Pen) -> None:
    crown = "M112 268 Q112 150 164 138 Q200 160 236 138 Q288 150 288 268 Q200 300 112 268 Z"
    hat(p, "#efe0bd", crown)
    for rx, ry in ((150, 39), (134, 34)):
        for x, y, _ in around(200, 277, rx, ry, 56):
            p.oval(x, y, 4, 2.4, BLACK)
    p.path(crown, "#efe0bd", 0.35)
    with p.within(crown):
        for y in (196, 236):
            p.line(f"M100 {y} Q200 {y + 28} 300 {y}", BLACK, 15)
            p.line(zigzag(100, 300, y + 15, 9, 20), "#efe0bd", 3)
        p.line("M100 262 Q200 296 300 262", BLACK, 9)


def sombrero_aguadeno(p: Pen) -> None:
    crown = "M122 266 Q118 150 158 138 Q182 158 200 152 Q218 158 242 138 Q282 150 278 266 Q200 296 122 266 Z"
    hat(p, "#fbf7ea", crown)
    p.path("M120 232 Q200 266 280 232 L278 268 Q200 298 122 268 Z", BLACK, 0.3)
    p.path("M266 240 L292 232 L290 262 L268 266 Z", "#3b3835", 0.3)
    p.line("M150 160 Q140 190 140 216", "#ffffff", 7)


def gorra_tejida(p: Pen) -> None:
    p.shadow(200, 330, 130)
    dome = "M88 270 Q84 124 200 118 Q316 124 312 270 Z"
    p.path(dome, "#2f7d8c", 0.4)
    with p.within(dome):
        p.line("M70 232 L330 232", "#f0b435", 22)
        p.line(zigzag(70, 330, 238, 14, 12), RED, 5)
        p.line("M70 190 L330 190", CREAM, 12)
        for x in range(100, 320, 20):
            p.line(f"M{x} 262 Q{(x + 200) / 2:.0f} 180 200 112", "#256672", 2)
    p.box(78, 258, 244, 60, 22, "#256672", 0.4)
    p.line(" ".join(f"M{x} 268 L{x} 308" for x in range(98, 312, 14)), "#1d525c", 4)
    p.oval(200, 100, 38, 36, CREAM, 0.3)
    for x, y, _ in around(200, 100, 30, 28, 16):
        p.oval(x, y, 9, 9, CREAM, 0.2)
