"""Ponchos, a shawl and a sweater."""

from smartmart.demo.drawing.pen import Pen
from smartmart.demo.drawing.shapes import fringe, zigzag

WOOL, BARK, CREAM = "#d8c3a0", "#7a5a3a", "#fbf3e2"


def ruana_de_lana_de_nobsa(p: Pen) -> None:
    p.shadow(200, 344, 130)
    cloth = "M160 84 Q200 104 240 84 Q300 104 352 250 L330 322 L70 322 L48 250 Q100 104 160 84 Z"
    p.path(cloth, WOOL, 0.4)
    with p.within(cloth):
        for y, color, width in ((236, BARK, 16), (262, CREAM, 8), (284, BARK, 24)):
            p.line(f"M20 {y} Q200 {y + 24} 380 {y}", color, width)
        p.line("M200 96 L200 330", "#b89f78", 4)
    p.path("M160 84 Q200 104 240 84 L200 158 Z", "#8f7350", 0.3)
    p.line("M160 84 L200 158 L240 84", BARK, 6)
    fringe(p, [(x, 322) for x in range(74, 332, 11)], WOOL, 20, 4)


def chal_tejido_a_mano(p: Pen) -> None:
    p.shadow(200, 346, 110)
    cloth = "M40 120 Q200 82 360 120 L200 326 Z"
    colors = ("#7b2f6b", "#b5476f", "#e07a5f", "#f0b435", "#6f9a3a", "#2f8a86", "#2d5f9a")
    p.path(cloth, colors[0], 0.3)
    with p.within(cloth):
        for number, color in enumerate(colors):
            y = 116 + number * 29
            p.line(f"M20 {y} Q200 {y - 36} 380 {y}", color, 30)
            p.line(zigzag(30, 370, y + 2, 10, 17), CREAM, 2)
    for n in range(15):
        share = n / 14
        y = 120 + 206 * share
        for x, end in ((40 + 160 * share, -6), (360 - 160 * share, 6)):
            p.line(f"M{x:.0f} {y:.0f} L{x + end:.0f} {y + 24:.0f}", "#7b2f6b", 4)


def saco_de_lana_de_oveja(p: Pen) -> None:
    p.shadow(200, 346, 130)
    for flip in (False, True):
        with p.at(200, 0, 1, 0, flip):
            p.path("M-70 112 Q-118 126 -132 200 L-150 306 L-104 318 L-74 212 Z", "#8fa3a0", 0.3)
            p.path("M-152 296 L-102 310 L-106 328 L-156 314 Z", "#7b918e", 0.3)
    body = (
        "M138 108 Q200 124 262 108 Q288 120 292 160 L284 318 L116 318 L108 160 Q112 120 138 108 Z"
    )
    p.path(body, "#9db1ae", 0.35)
    with p.within(body):
        for x in (140, 168, 232, 260):
            p.line(f"M{x} 100 L{x} 330", "#89a09c", 3)
        for y in range(120, 320, 18):
            p.line(f"M186 {y} Q200 {y + 18} 214 {y}", "#f1efe6", 5)
    p.box(114, 308, 172, 24, 6, "#7b918e", 0.3)
    p.box(158, 70, 84, 50, 14, "#8fa3a0", 0.4)
    p.line(" ".join(f"M{x} 78 L{x} 112" for x in range(170, 236, 10)), "#7b918e", 3)
