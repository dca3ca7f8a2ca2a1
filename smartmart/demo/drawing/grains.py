"""Grains and flours."""

from smartmart.demo.drawing.pen import Pen
from smartmart.demo.drawing.shapes import bag, bowl, heap, jar


def frijol_cargamanto_rojo_1_kg(p: Pen) -> None:
    p.shadow(200, 334, 120)
    p.path("M104 190 Q90 330 112 336 L288 336 Q310 330 296 190 Z", "#c9a06a", 0.45)
    for y in (226, 262, 298):
        p.line(f"M104 {y} Q200 {y + 10} 296 {y}", "#b3874f", 2)
    p.oval(200, 188, 106, 34, "#b98d55")
    p.oval(200, 184, 92, 26, "#7c1f24")
    for x, y in heap(200, 196, 180, 4, 30):
        with p.at(x, y, 1, (x * 7 + y) % 60 - 30):
            p.path(
                "M-19 2 Q-18 -12 -4 -10 Q4 -6 10 -10 Q22 -8 18 5 Q10 14 -6 12 Q-18 11 -19 2 Z",
                "#a3262d",
                0.5,
            )
            for dx, dy in ((-10, -2), (-2, 5), (8, -3)):
                p.oval(dx, dy, 2.4, 1.8, "#f0cfc0")


def lenteja_de_primera_500_g(p: Pen) -> None:
    bowl(p, "#3f6f86", "#7c6a34")
    for number, (x, y) in enumerate(heap(200, 240, 176, 5, 17)):
        p.oval(x, y, 10, 6, ("#8f7b3d", "#7b6a31", "#a38d4c")[number % 3], 0.4)
    p.path("M108 262 Q200 286 292 262 L290 276 Q200 300 110 276 Z", "#f3e6c6")
    for x, y in ((70, 338), (92, 344), (312, 342), (334, 336), (352, 344)):
        p.oval(x, y, 9, 5, "#8f7b3d", 0.4)


def arroz_blanco_5_kg(p: Pen) -> None:
    p.shadow(200, 336, 128)
    p.path(
        "M98 92 L302 92 Q310 200 314 320 Q314 338 296 338 L104 338 Q86 338 86 320 Q90 200 98 92 Z",
        "#f7f5ee",
        0.3,
    )
    p.path("M98 92 L302 92 L304 126 L96 126 Z", "#2d5f9a", 0.4)
    p.path("M88 276 L312 276 L314 320 Q314 338 296 338 L104 338 Q86 338 86 320 Z", "#2d5f9a", 0.4)
    p.oval(200, 200, 66, 58, "#d8e4ef")
    for x, y in heap(200, 232, 110, 5, 16):
        with p.at(x, y, 1, (x * 13 + y * 7) % 90 - 45):
            p.oval(0, 0, 11, 4.4, "#ffffff", 0.25)
    p.line(" ".join(f"M{x} 80 L{x} 96" for x in range(106, 300, 16)), "#c9473b", 3)


def harina_de_maiz_blanca_1_kg(p: Pen) -> None:
    bag(p, "#f1c84b", "#fffaf0")
    with p.at(200, 226, 1, 24):
        p.oval(0, 0, 22, 46, "#f6e9b8", 0.3)
        for y in range(-36, 40, 10):
            p.line(f"M-18 {y} L18 {y}", "#e0c468", 1.6)
        for x in (-10, 0, 10):
            p.line(f"M{x} -40 L{x} 40", "#e0c468", 1.6)
        p.path("M-8 52 Q-46 20 -26 -26 Q-22 16 -2 50 Z", "#6f9a3a", 0.3)
        p.path("M8 52 Q46 20 26 -26 Q22 16 2 50 Z", "#5f8a2f", 0.3)
    p.shadow(300, 342, 52)
    p.oval(300, 332, 56, 17, "#d9b98a")
    p.oval(300, 324, 56, 17, "#fbf0d8", 0.3)
    for x, y in ((282, 322), (306, 328), (322, 320)):
        p.oval(x, y, 9, 3, "#c98f4a")


def garbanzo_seleccionado_500_g(p: Pen) -> None:
    jar(p, "#eadfc6", "#7b5a3a")
    with p.within("M128 186 L272 186 L272 308 Q272 326 254 326 L146 326 Q128 326 128 308 Z"):
        for y in range(196, 336, 19):
            for x in range(124, 290, 22):
                dx = 11 if y // 19 % 2 else 0
                p.oval(x + dx, y, 12, 10, "#d9b069", 0.5)
                p.path(
                    f"M{x + dx} {y - 10} L{x + dx + 5} {y - 4} L{x + dx - 2} {y - 3} Z", "#b98d47"
                )
    p.box(160, 222, 80, 60, 6, "#fff8e8")
    p.oval(200, 252, 18, 15, "#d9b069", 0.4)
