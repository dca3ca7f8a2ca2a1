"""Panela and sweets."""

from smartmart.demo.drawing.pen import Pen
from smartmart.demo.drawing.shapes import DROP, jar, leaf


def panela_en_bloque_1_kg(p: Pen) -> None:
    p.shadow(200, 332, 140)
    for x, y, color in ((84, 250, "#a8672a"), (208, 254, "#94561f"), (140, 170, "#b87531")):
        p.path(f"M{x} {y + 22} L{x + 20} {y} L{x + 118} {y} L{x + 136} {y + 22} Z", "#cf9148")
        p.path(
            f"M{x} {y + 22} L{x + 136} {y + 22} L{x + 130} {y + 80} L{x + 6} {y + 80} Z", color, 0.5
        )
        p.line(f"M{x + 16} {y + 40} L{x + 60} {y + 40}", "#d69f5c", 3)
    p.path("M60 336 L84 322 L104 338 Z", "#cf9148", 0.4)
    p.path("M330 340 L346 326 L362 340 Z", "#b87531", 0.4)


def bocadillo_veleno_con_hoja_de_bijao(p: Pen) -> None:
    p.shadow(200, 330, 140)
    for x, y in ((70, 268), (150, 276), (112, 210)):
        p.box(x, y, 76, 50, 6, "#d9bd7c", 0.4)
        p.line(
            f"M{x + 10} {y} L{x + 6} {y + 50} M{x + 30} {y} L{x + 32} {y + 50} M{x + 54} {y} L{x + 50} {y + 50}",
            "#b99a55",
            2,
        )
        p.line(f"M{x + 38} {y} L{x + 38} {y + 50} M{x} {y + 25} L{x + 76} {y + 25}", "#8a6a3a", 4)
    p.path("M238 206 L330 182 L356 314 L252 330 Z", "#8f9b4a", 0.4)
    p.path("M252 222 L326 204 L342 302 L262 314 Z", "#8c1f2a", 0.5)
    p.path("M252 222 L326 204 L330 228 L256 246 Z", "#b4363c")
    p.path("M258 262 L334 246 L337 266 L260 284 Z", "#efdcc0")


def arequipe_de_olla_500_g(p: Pen) -> None:
    jar(p, "#b06a2a", "#f3ead9")
    p.path(
        "M126 120 Q132 96 160 102 Q200 90 240 102 Q268 96 274 120 L266 140 L134 140 Z",
        "#c9473b",
        0.4,
    )
    p.line("M134 140 L266 140", "#f6e3b8", 6)
    p.box(152, 200, 96, 78, 8, "#fff4df")
    p.path(
        "M166 252 Q170 226 200 226 Q230 226 234 252 Q234 268 200 268 Q166 268 166 252 Z", "#8f5220"
    )
    p.line("M158 234 L242 234", "#5c5c5c", 4)
    p.shadow(320, 342, 46)
    p.line("M352 268 L318 328", "#c9c9c9", 7)
    with p.at(312, 336, 1, -56):
        p.oval(0, 0, 24, 13, "#b06a2a", 0.5)


def miel_de_abejas_del_boyaca_350_g(p: Pen) -> None:
    jar(p, "#e39a1d", "#f5d76b")
    p.path("M122 208 L278 208 L278 288 L122 288 Z", "#fff4d6", 0.2)
    for x, y in ((176, 236), (212, 236), (194, 266), (230, 266)):
        p.path(
            f"M{x - 9} {y - 16} L{x + 9} {y - 16} L{x + 18} {y} L{x + 9} {y + 16} L{x - 9} {y + 16} L{x - 18} {y} Z",
            "#f0b435",
            0.3,
        )
    with p.at(318, 300, 1, 32):
        p.box(-4, -130, 8, 110, 4, "#9a6a3a", 0.4)
        for y in range(-24, 24, 10):
            p.box(-17, y, 34, 7, 3, "#b98350", 0.4)
    with p.at(302, 340, 1.1):
        p.path(DROP, "#e39a1d", 0.4)
    leaf(p, 60, 336, "#6f9a3a", -20)
