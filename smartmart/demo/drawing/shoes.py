"""Shoes and boots."""

from smartmart.demo.drawing.pen import Pen
from smartmart.demo.drawing.shapes import around, zigzag

CREAM, RED, BLACK = "#fbf3e2", "#c9473b", "#2b2826"


def alpargatas_de_fique(p: Pen) -> None:
    for x, y, turn in ((150, 232, -14), (262, 250, 8)):
        with p.at(x, y, 1, turn):
            p.shadow(4, 84, 62, 16)
            p.path(
                "M0 -116 Q56 -112 54 -34 Q44 20 48 62 Q42 102 0 104 Q-42 102 -48 62 Q-44 20 -54 -34 Q-56 -112 0 -116 Z",
                "#b98d55",
                0.4,
            )
            p.path(
                "M0 -108 Q48 -104 46 -34 Q38 20 41 60 Q36 94 0 96 Q-36 94 -41 60 Q-38 20 -46 -34 Q-48 -104 0 -108 Z",
                "#d9bd8a",
                0.2,
            )
            p.path(
                "M0 -108 Q48 -104 46 -34 Q40 -10 0 -14 Q-40 -10 -46 -34 Q-48 -104 0 -108 Z",
                CREAM,
                0.3,
            )
            p.line(zigzag(-40, 40, -40, 22, 4), BLACK, 5)
            p.line("M-40 52 Q0 30 40 52", BLACK, 10)
            p.line("M0 -18 L0 42", BLACK, 6)


def cotizas_bordadas(p: Pen) -> None:
    for x, y in ((178, 190), (222, 268)):
        with p.at(x, y):
            p.shadow(0, 46, 130, 12)
            p.path("M-128 34 Q-132 44 -116 46 L116 46 Q136 44 130 30 Z", "#6b4a2f", 0.4)
            p.path(
                "M-126 34 L-122 -26 Q-108 -38 -84 -28 L-30 -20 Q50 0 112 6 Q134 12 130 34 Z",
                RED,
                0.35,
            )
            p.path("M-116 -24 Q-104 -32 -84 -22 L-34 -14 Q-50 6 -108 0 Z", "#7c241d")
            p.line("M-126 -4 L-98 34", CREAM, 4)
            for dx, color in ((-10, "#f0b435"), (32, "#fbf3e2"), (74, "#f0b435")):
                for _, _, turn in around(0, 0, 1, 1, 5):
                    with p.at(dx, 14, 1, turn):
                        p.oval(0, -6, 4, 5, color)
                p.oval(dx, 14, 3, 3, "#4f8a3c")
            p.line("M-40 26 Q-28 16 -20 16 M12 24 Q6 18 2 18 M54 26 Q48 20 44 20", "#6f9a3a", 3)


def botas_de_caucho(p: Pen) -> None:
    for x, y, color in ((160, 0, "#26292c"), (236, 8, "#33373b")):
        with p.at(x, y):
            p.shadow(20, 334, 84)
            p.path("M-54 96 L38 96 L36 236 Q44 262 96 270 Q120 280 118 316 L-50 316 Z", color, 0.5)
            p.path(
                "M-54 312 L120 312 L118 334 L30 334 L26 326 L-4 326 L-8 334 L-54 334 Z",
                "#15171a",
                0.3,
            )
            p.box(-58, 88, 100, 20, 7, "#44494e", 0.3)
            p.line("M-36 122 L-34 280", "#5d646a", 7)
            p.path("M66 270 Q110 276 116 304 L92 304 Q88 282 66 270 Z", "#44494e", 0.2)
