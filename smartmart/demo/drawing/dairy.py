"""Milk, cheese, butter and eggs."""

from smartmart.demo.drawing.pen import Pen
from smartmart.demo.drawing.shapes import leaf


def queso_costeno_500_g(p: Pen) -> None:
    p.shadow(200, 334, 140)
    p.box(60, 300, 280, 34, 10, "#b5793f", 0.4)
    p.path("M104 206 L228 180 L304 206 L304 290 L180 306 L104 290 Z", "#fdf8ea")
    p.path("M180 232 L304 206 L304 286 L180 306 Z", "#e6dabb")
    p.path("M104 206 L180 232 L180 306 L104 286 Z", "#f4ead0")
    for x, y in (
        (124, 236),
        (150, 270),
        (132, 266),
        (214, 256),
        (256, 240),
        (238, 276),
        (280, 262),
    ):
        p.oval(x, y, 5, 4, "#d3c39a")
    p.path("M256 318 L330 296 L352 304 L352 320 L280 334 Z", "#fdf8ea", 0.3)
    p.path("M70 318 L96 302 L128 316 L100 330 Z", "#fdf8ea", 0.3)


def cuajada_campesina_400_g(p: Pen) -> None:
    p.shadow(200, 330, 140)
    for x, turn, size in ((150, 196, 1.7), (250, -16, 1.7), (170, 166, 1.7), (232, 14, 1.7)):
        leaf(p, x, 300, "#4f8a3c", turn, size)
    p.path("M108 244 Q108 316 200 320 Q292 316 292 244 Z", "#f7f1df", 0.4)
    p.oval(200, 242, 92, 38, "#fffdf5")
    for y in (262, 278, 294):
        p.line(f"M112 {y} Q200 {y + 34} 288 {y}", "#e6dcc0", 3)
    p.path("M200 242 L262 222 L286 238 Z", "#efe6cc")


def leche_entera_1_l(p: Pen) -> None:
    p.shadow(150, 334, 84)
    p.path(
        "M82 120 Q150 132 216 120 Q206 220 222 330 Q150 342 76 330 Q92 220 82 120 Z",
        "#fbfdff",
        0.35,
    )
    p.path("M78 112 L220 112 L216 134 Q150 144 82 134 Z", "#3f84c0", 0.3)
    p.path("M86 214 Q110 190 140 216 Q170 240 214 208 L218 300 Q150 312 80 300 Z", "#3f84c0", 0.3)
    with p.at(150, 264):
        p.path(
            "M-26 -20 Q-40 -18 -44 -28 Q-32 -34 -22 -28 Q0 -36 22 -28 Q32 -34 44 -28 Q40 -18 26 -20 Q24 20 0 28 Q-24 20 -26 -20 Z",
            "#ffffff",
        )
        p.oval(0, 16, 15, 10, "#f0b8a8")
        for x in (-10, 10):
            p.oval(x, -6, 3.4, 4, "#2f3b45")
    p.shadow(290, 336, 58)
    p.path("M242 190 L338 190 L328 336 L252 336 Z", "#eef5fa", 0.2)
    p.path("M244 216 L336 216 L327 330 L253 330 Z", "#ffffff", 0.3)
    p.oval(290, 216, 46, 8, "#fffdf6")


def huevos_aa_por_treinta(p: Pen) -> None:
    p.shadow(200, 330, 150)
    for row in range(5):
        grow = 0.78 + row * 0.075
        y = 176 + row * 31
        width = 49 * grow
        p.box(200 - 3.25 * width, y + 4, 6.5 * width, 42, 12, "#9aa08f", 0.3)
        for column in range(6):
            x = 200 + (column - 2.5) * width
            color = ("#d9a06f", "#cf9260", "#e3b184")[(row * 5 + column * 7) % 3]
            with p.at(x, y, grow):
                p.path("M-19 6 Q-18 -26 0 -28 Q18 -26 19 6 Q16 22 0 22 Q-16 22 -19 6 Z", color, 0.4)
                p.oval(-6, -10, 4, 7, "#f3d9bd")
    p.box(44, 318, 312, 22, 8, "#868c7c", 0.3)


def kumis_natural_1_l(p: Pen) -> None:
    p.shadow(186, 334, 78)
    p.path(
        "M158 92 L214 92 L216 148 Q250 172 250 206 L250 316 Q250 334 232 334 L140 334 Q122 334 122 316 L122 206 Q122 172 156 148 Z",
        "#fdf7e8",
        0.4,
    )
    p.box(152, 70, 68, 30, 7, "#b5502f", 0.4)
    p.path("M122 214 L250 214 L250 300 L122 300 Z", "#e8b9a4", 0.2)
    p.oval(186, 257, 34, 30, "#fdf7e8")
    p.line("M164 262 Q178 244 188 258 Q198 270 210 254", "#9a4f2a", 5)
    for dx, turn in ((0, -58), (20, -50)):
        with p.at(276 + dx, 336, 1, turn):
            p.box(0, 0, 112, 12, 6, "#a75f2c", 0.5)
            p.line("M8 5 L104 5", "#7d4119", 2)


def mantequilla_sin_sal_250_g(p: Pen) -> None:
    p.shadow(200, 330, 150)
    p.oval(200, 308, 150, 28, "#ffffff", 0.3)
    p.oval(200, 302, 128, 20, "#e3edf0")
    p.path("M104 226 L250 226 L250 300 L104 300 Z", "#f6d667", 0.15)
    p.path("M104 226 L138 198 L284 198 L250 226 Z", "#fbe692")
    p.path("M250 226 L284 198 L284 270 L250 300 Z", "#dcb545")
    p.path(
        "M104 226 L138 198 L196 198 L176 214 L184 226 L168 244 L180 262 L164 280 L176 300 L104 300 Z",
        "#f3f0e6",
        0.15,
    )
    p.line("M120 244 L150 244 M120 258 L150 258", "#7fb0c8", 5)
    p.path("M288 292 Q300 262 326 268 Q338 280 320 286 Q312 278 322 276", "#fbe692", 0.3)
    p.line("M276 188 L360 130", "#8b5a32", 11)
    p.path("M282 180 Q238 196 226 222 Q262 218 290 192 Z", "#d5dde0", 0.4)
