"""Coffee, chocolate and aguapanela."""

from smartmart.demo.drawing.pen import Pen
from smartmart.demo.drawing.shapes import bag, bean, steam


def cafe_de_narino_molido_500_g(p: Pen) -> None:
    bag(p, "#b5502f", "#f8ead2")
    p.path("M150 256 L182 204 L202 232 L220 212 L250 256 Z", "#2f5d46")
    p.path("M182 204 L192 220 L174 218 Z", "#ffffff")
    p.oval(226, 194, 11, 11, "#e7a93c")
    p.path("M196 334 Q220 288 262 292 Q312 296 336 334 Z", "#4a2815", 0.4)
    for x, y in ((232, 316), (258, 306), (282, 320), (304, 316), (270, 326)):
        p.oval(x, y, 3, 2, "#7a4a2b")


def cafe_de_huila_en_grano_500_g(p: Pen) -> None:
    bag(p, "#2f5d46", "#f8ead2")
    bean(p, 200, 224, "#6b3a1f", -30, 3)
    for x, y, turn in (
        (96, 330, 10),
        (128, 340, -35),
        (286, 338, 40),
        (316, 326, -10),
        (250, 344, 15),
    ):
        bean(p, x, y, "#5b2f18", turn, 1.2)


def cafe_excelso_del_tolima_250_g(p: Pen) -> None:
    with p.at(-48, 40, 0.88):
        bag(p, "#dba13a", "#fff6e2")
        bean(p, 176, 210, "#6b3a1f", -35, 1.7)
        bean(p, 216, 236, "#6b3a1f", 20, 1.7)
    p.shadow(282, 334, 76)
    p.oval(282, 332, 82, 11, "#f4efe6", 0.4)
    p.line("M318 276 Q356 270 350 296 Q344 316 314 308", "#ffffff", 10)
    p.path("M232 256 L332 256 Q330 328 282 328 Q234 328 232 256 Z", "#ffffff", 0.4)
    p.oval(282, 257, 50, 11, "#e9e2d6")
    p.oval(282, 259, 43, 8, "#4a2815")
    steam(p, 282, 234)


def chocolate_de_mesa_con_clavos_y_canela(p: Pen) -> None:
    p.shadow(190, 318, 130)
    p.path("M70 330 L96 118 L306 118 L330 330 Z", "#efe3cf", 0.3)
    for row in range(4):
        for column in range(2):
            x, y, grow = 158 + column * (84 + row * 3) - row * 2, 148 + row * 48, 1 + row * 0.05
            p.oval(x, y + 6, 38 * grow, 20 * grow, "#2e1509")
            p.oval(x, y, 38 * grow, 20 * grow, "#5a2d18", 0.5)
            p.oval(x, y - 1, 25 * grow, 12 * grow, "#6d3a20")
    for shift in (0, 20):
        with p.at(300 + shift, 330, 1, -62):
            p.box(0, 0, 150, 13, 6, "#a75f2c", 0.5)
            p.line("M10 6 L140 6", "#7d4119", 2)
    for x, y in ((74, 344), (112, 350), (232, 352)):
        p.line(f"M{x} {y} L{x + 22} {y - 6}", "#3b1d10", 5)
        p.oval(x + 24, y - 7, 7, 7, "#4b2716")


def aguapanela_instantanea_con_limon(p: Pen) -> None:
    with p.at(126, 226, 1, -8):
        p.shadow(0, 104, 60)
        p.box(-58, -104, 116, 206, 6, "#e9c04b", 0.4)
        p.box(-58, -104, 116, 18, 2, "#c8952c")
        p.oval(0, -8, 38, 38, "#fff7dc")
        p.path("M-26 10 L-18 -26 L18 -26 L26 10 Z", "#9a5a24", 0.4)
    p.shadow(268, 334, 72)
    p.path(
        "M212 146 L324 146 L310 330 Q309 336 302 336 L234 336 Q227 336 226 330 Z", "#f7f0e2", 0.2
    )
    p.path(
        "M215 184 L321 184 L309 324 Q308 330 302 330 L234 330 Q228 330 227 324 Z", "#b8691f", 0.5
    )
    p.oval(268, 184, 53, 9, "#cf8433")
    for x, y, turn in ((246, 210, 12), (284, 224, -20)):
        with p.at(x, y, 1, turn):
            p.box(-15, -15, 30, 30, 5, "#dca868")
    p.oval(318, 148, 36, 36, "#6f9a3a")
    p.oval(318, 148, 30, 30, "#e5edb0")
    for turn in range(0, 360, 60):
        with p.at(318, 148, 1, turn):
            p.path("M3 2 L25 -9 Q29 0 25 9 Z", "#b7cf62")
