"""Bedding, hammocks and a hanging chair."""

from smartmart.demo.drawing.pen import Pen
from smartmart.demo.drawing.shapes import fringe, leaf, zigzag

RED, YELLOW, BLUE, GREEN, CREAM = "#c9473b", "#f0b435", "#2d5f9a", "#4f8a3c", "#fbf3e2"


def juego_de_sabanas_doble(p: Pen) -> None:
    p.shadow(200, 334, 130)
    for y, color in ((278, "#9fb8cf"), (224, "#fdfbf6"), (170, "#c7d6e4")):
        p.box(80, y, 240, 56, 26, color, 0.35)
        p.line(f"M96 {y + 28} L300 {y + 28}", "#8aa3ba", 2)
        p.line(f"M108 {y + 14} L300 {y + 14} M108 {y + 42} L300 {y + 42}", "#e9eff4", 2)
    p.box(186, 166, 28, 170, 4, RED, 0.4)
    p.path(
        "M200 170 Q150 128 140 160 Q150 182 200 170 Q250 128 260 160 Q250 182 200 170 Z", RED, 0.4
    )
    p.oval(200, 168, 13, 10, "#a3352b")


def cobija_termica_sencilla(p: Pen) -> None:
    p.shadow(200, 334, 140)
    roll = "M70 196 Q70 176 92 176 L300 176 Q336 176 336 212 L336 300 Q336 330 300 330 L92 330 Q70 330 70 308 Z"
    p.path(roll, "#a3352b", 0.5)
    with p.within(roll):
        for x in (104, 176, 248):
            p.box(x, 170, 30, 170, 0, "#7c241d")
            p.line(f"M{x + 15} 170 L{x + 15} 340", YELLOW, 3)
        for y in (200, 252, 300):
            p.line(f"M60 {y} L340 {y}", "#5f1a15", 8)
            p.line(f"M60 {y + 10} L340 {y + 10}", YELLOW, 2)
    p.oval(92, 253, 26, 77, "#8c2b22")
    p.oval(92, 253, 17, 54, "#c9473b")
    p.oval(92, 253, 9, 30, "#8c2b22")
    fringe(p, [(x, 330) for x in range(110, 330, 12)], "#f4d8a8", 16)


def almohada_de_fibra(p: Pen) -> None:
    p.shadow(200, 322, 150, 16)
    cushion = "M60 168 Q76 146 110 160 Q200 136 290 160 Q324 146 340 168 Q326 240 342 306 Q322 330 290 316 Q200 340 110 316 Q78 330 58 306 Q74 240 60 168 Z"
    p.path(cushion, "#fdfcf8", 0.3)
    p.line(cushion, "#d5d9e4", 4)
    for d in (
        "M84 188 Q120 206 140 232",
        "M316 188 Q284 204 264 232",
        "M86 292 Q122 280 140 258",
        "M314 292 Q286 282 264 260",
    ):
        p.line(d, "#dde1ec", 5)
    p.path("M124 178 Q200 156 262 172 Q200 172 136 200 Z", "#ffffff")
    p.box(300, 300, 26, 34, 4, BLUE, 0.3)


def hammock(p: Pen, colors: tuple[str, ...], ropes: str) -> str:
    """Draw a hammock between two trees; return the outline of its cloth."""
    p.shadow(200, 342, 120, 9)
    for x in (36, 340):
        p.box(x, 60, 24, 284, 8, "#8a5a32", 0.5)
        p.line(f"M{x + 8} 120 L{x + 8} 170 M{x + 14} 210 L{x + 14} 280", "#6f4526", 3)
    for y in (168, 184, 200):
        p.line(f"M58 130 L104 {y} M342 130 L296 {y}", ropes, 4)
    cloth = "M98 160 Q200 306 302 160 Q306 178 292 214 Q200 358 108 214 Q94 178 98 160 Z"
    p.path(cloth, colors[0], 0.3)
    with p.within(cloth):
        for number, color in enumerate(colors):
            for shift in (0, 60):
                y = 158 + shift + number * 12
                p.line(f"M90 {y} Q200 {y + 146} 310 {y}", color, 13)
    return cloth


def hamaca_de_san_jacinto(p: Pen) -> None:
    hammock(p, (RED, YELLOW, GREEN, BLUE, CREAM), "#f4e3c0")
    leaf(p, 350, 66, GREEN, -150, 1.3)
    leaf(p, 46, 66, GREEN, -20, 1.3)
    leaf(p, 352, 60, "#5f9a45", 30, 0.9)


def chinchorro_wayuu(p: Pen) -> None:
    hammock(p, ("#7b2f6b", "#d9486a", "#f0b435", "#2f8a86", "#7b2f6b"), "#f4e3c0")
    edge = [(108 + n * 12.2, 222 + 66 * (1 - ((n - 7.5) / 7.5) ** 2)) for n in range(16)]
    fringe(p, edge, "#f0b435", 42, 5)
    fringe(p, [(x + 6, y + 2) for x, y in edge[:-1]], "#d9486a", 34, 4)
    for x, y in edge[::3]:
        p.oval(x, y + 46, 7, 8, "#2f8a86", 0.3)


def silla_colgante_de_macrame(p: Pen) -> None:
    p.shadow(200, 346, 90)
    p.line("M200 20 L200 74", "#a68a5c", 6)
    p.oval(200, 70, 9, 9, "#8a6a3a", 0.3)
    p.line("M200 74 Q96 130 94 232 M200 74 Q304 130 306 232", "#d9bd8a", 8)
    p.path(
        "M100 190 Q104 306 200 314 Q296 306 300 190 Q290 150 200 92 Q110 150 100 190 Z",
        "#f7ead0",
        0.2,
    )
    for y in (150, 184, 218):
        p.line(zigzag(112, 288, y, 26, 6), "#c9a768", 4)
    p.oval(200, 270, 106, 46, "#a3703c", 0.4)
    p.oval(200, 262, 98, 38, "#fbf3e2", 0.35)
    p.oval(200, 256, 78, 26, "#ffffff", 0.15)
    fringe(
        p,
        [(104 + n * 12.8, 278 + 34 * (1 - ((n - 7.5) / 7.5) ** 2)) for n in range(16)],
        "#d9bd8a",
        30,
        4,
    )
    with p.at(214, 214, 1, 12):
        p.box(-40, -32, 80, 64, 14, RED, 0.4)
        p.line(zigzag(-30, 30, 6, 14, 4), CREAM, 4)
