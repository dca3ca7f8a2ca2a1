"""Bread and ready meals."""

from smartmart.demo.drawing.pen import Pen
from smartmart.demo.drawing.shapes import bowl, leaf, steam


def almuerzo_del_dia(p: Pen) -> None:
    p.shadow(200, 330, 160, 20)
    p.box(40, 120, 320, 214, 24, "#a8683a", 0.3)
    p.box(54, 134, 292, 186, 16, "#c68a55", 0.2)
    p.oval(150, 240, 82, 72, "#ffffff", 0.2)
    p.oval(150, 238, 66, 57, "#f1ece0")
    p.path("M98 226 Q112 188 154 192 Q160 232 120 250 Q102 248 98 226 Z", "#fffdf6", 0.25)
    for x, y in ((112, 216), (126, 206), (140, 202), (118, 232), (134, 222)):
        p.line(f"M{x} {y} L{x + 7} {y + 3}", "#e0d8c4", 3)
    p.path("M150 196 Q196 200 206 232 Q190 246 162 236 Z", "#8a4526", 0.4)
    p.path("M112 262 Q134 246 158 258 Q150 286 126 286 Z", "#d99a2b", 0.3)
    p.oval(182, 262, 23, 19, "#ffffff")
    p.oval(182, 261, 10, 9, "#f0b02f", 0.2)
    leaf(p, 148, 290, "#5f9a45", -8, 0.7)
    p.oval(284, 184, 48, 42, "#2f5d46", 0.4)
    p.oval(284, 181, 39, 33, "#e0a33a")
    for x, y in ((268, 176), (290, 192), (300, 172), (278, 166)):
        p.oval(x, y, 7, 5, "#f3d27c")
    leaf(p, 280, 186, "#4f8a3c", -20, 0.35)
    p.oval(290, 274, 33, 29, "#fbe9dc", 0.3)
    p.oval(290, 272, 26, 22, "#d9486a")
    p.oval(283, 266, 7, 5, "#f0a0b4")


def pandebono_por_diez(p: Pen) -> None:
    p.shadow(200, 330, 140)
    p.path("M62 252 Q70 332 200 334 Q330 332 338 252 Z", "#a8683a", 0.4)
    for y in (272, 294, 314):
        p.line(f"M70 {y} Q200 {y + 22} 330 {y}", "#8a5028", 4)
    p.path(
        "M52 250 Q200 284 348 250 L330 282 L300 268 L262 296 L226 272 L190 300 L150 272 L112 292 L84 266 Z",
        "#f6f1e6",
        0.2,
    )
    rows = ((262, 4, 72), (218, 3, 76), (174, 2, 80), (136, 1, 80))
    for y, count, step in rows:
        for number in range(count):
            x = 200 + (number - (count - 1) / 2) * step
            p.oval(x, y, 43, 31, "#dd9e45", 0.45)
            p.oval(x - 2, y - 6, 33, 19, "#edbb68")
            p.oval(x, y - 4, 12, 7, "#a8662a")


def almojabana_por_ocho(p: Pen) -> None:
    p.shadow(200, 330, 150)
    p.path("M50 300 L90 236 L310 236 L350 300 L330 330 L70 330 Z", "#c9473b", 0.2)
    for x in range(70, 340, 36):
        p.line(f"M{x} 328 L{200 + (x - 200) * 0.78:.0f} 238", "#f4e3cf", 5)
    for y in (256, 282, 308):
        p.line(f"M{94 - (y - 236) * 0.5:.0f} {y} L{306 + (y - 236) * 0.5:.0f} {y}", "#f4e3cf", 5)
    for x, y in (
        (160, 172),
        (238, 176),
        (112, 222),
        (200, 218),
        (288, 224),
        (106, 276),
        (200, 280),
        (294, 278),
    ):
        p.oval(x, y, 45, 37, "#e0a74b", 0.45)
        p.oval(x - 4, y - 7, 35, 25, "#f0c777")
        p.line(
            f"M{x - 18} {y - 8} L{x - 4} {y - 16} L{x + 2} {y - 4} L{x + 18} {y - 12}", "#b9772c", 3
        )


def pan_de_yuca_por_doce(p: Pen) -> None:
    bowl(p, "#e9ddc6", "#c9b48d")
    moon = "M-46 18 Q-44 -32 0 -34 Q44 -32 46 18 Q36 30 26 16 Q20 -4 0 -4 Q-20 -4 -26 16 Q-36 30 -46 18 Z"
    for x, y, turn in (
        (132, 226, -30),
        (268, 226, 30),
        (200, 222, 0),
        (160, 190, -16),
        (240, 190, 16),
        (200, 160, 4),
    ):
        with p.at(x, y, 1, turn):
            p.path(moon, "#e3b65f", 0.4)
            p.line("M-30 -6 Q0 -34 30 -6", "#f6dda2", 7)
    p.path("M98 236 L302 236 Q302 262 292 284 Q200 306 108 284 Q98 262 98 236 Z", "#f3ead8", 0.35)
    p.line("M112 270 Q200 296 288 270", "#b5502f", 6)
    for x, y, turn in ((76, 330, -14), (330, 332, 12)):
        with p.at(x, y, 0.8, turn):
            p.path(moon, "#e3b65f", 0.4)
            p.line("M-30 -6 Q0 -34 30 -6", "#f6dda2", 7)
    steam(p, 200, 116)
