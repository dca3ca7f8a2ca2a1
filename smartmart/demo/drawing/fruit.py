"""Fruit."""

from smartmart.demo.drawing.pen import Pen
from smartmart.demo.drawing.shapes import around, leaf


def mango_de_azucar_1_kg(p: Pen) -> None:
    p.shadow(200, 326, 130)
    for x, y, turn, color in (
        (146, 250, -24, "#eeb02f"),
        (262, 262, 18, "#f0bd3a"),
        (196, 292, -4, "#e9a227"),
    ):
        with p.at(x, y, 1, turn):
            p.path("M-62 6 Q-62 -46 -6 -50 Q62 -50 64 4 Q60 46 0 48 Q-58 48 -62 6 Z", color, 0.4)
            with p.within("M-62 6 Q-62 -46 -6 -50 Q62 -50 64 4 Q60 46 0 48 Q-58 48 -62 6 Z"):
                p.path("M-70 -60 L10 -60 Q-30 -30 -62 22 Z", "#d9602f")
            p.line("M-6 -50 L-8 -62", "#6b4a24", 5)
    leaf(p, 138, 196, "#4f8a3c", -6, 1.2)
    leaf(p, 258, 206, "#5f9a45", 20, 1)


def lulo_maduro_1_kg(p: Pen) -> None:
    p.shadow(200, 330, 130)
    for x, y, r in ((140, 252, 66), (226, 218, 60)):
        p.oval(x, y, r, r, "#ee8a24", 0.45)
        for _, _, turn in around(0, 0, 1, 1, 5):
            with p.at(x, y - r + 14, 0.5, turn):
                p.path("M0 0 Q14 -16 0 -40 Q-14 -16 0 0 Z", "#6f9a3a")
    p.oval(272, 280, 62, 58, "#e0791a")
    p.oval(270, 278, 54, 50, "#f3d79a")
    p.oval(270, 278, 46, 42, "#b9c24c")
    for x, y, turn in around(270, 278, 25, 23, 4):
        with p.at(x, y, 1, turn):
            p.oval(0, 0, 17, 15, "#8fa832", 0.2)
            for dx, dy in ((-5, -5), (4, 4), (5, -6), (-6, 5), (0, 0)):
                p.oval(dx, dy, 2.2, 1.5, "#f5edc0")


def granadilla_por_seis(p: Pen) -> None:
    p.shadow(200, 330, 140)
    for x, y in ((126, 210), (212, 196), (102, 276), (180, 272), (300, 232)):
        p.line(f"M{x} {y - 46} Q{x + 4} {y - 62} {x + 16} {y - 66}", "#7a5a2b", 5)
        p.oval(x, y, 47, 50, "#e8982c", 0.45)
        for dx, dy in ((-20, -18), (8, -28), (-6, 4), (18, 8), (-24, 16), (6, 28)):
            p.oval(x + dx, y + dy, 2.6, 2.6, "#f8d58c")
    p.oval(266, 286, 56, 50, "#d9831f")
    p.oval(264, 284, 48, 42, "#fbf3e2")
    p.oval(264, 284, 38, 33, "#c9c5a8", 0.2)
    for x, y, turn in (*around(264, 284, 24, 20, 9), *around(264, 284, 9, 8, 4)):
        with p.at(x, y, 1, turn):
            p.oval(0, 0, 6, 4, "#3b3a36")


def aguacate_hass_por_cuatro(p: Pen) -> None:
    pear = "M0 -86 Q34 -84 42 -36 Q74 0 68 40 Q56 84 0 86 Q-56 84 -68 40 Q-74 0 -42 -36 Q-34 -84 0 -86 Z"
    p.shadow(200, 330, 140)
    for x, y, turn in ((118, 214, -18), (282, 210, 20), (202, 190, 4)):
        with p.at(x, y, 0.92, turn):
            p.path(pear, "#2f3d22", 0.5)
            for dx, dy in ((-20, -40), (-34, 6), (-10, -10), (-24, 44), (6, 30), (4, -58)):
                p.oval(dx, dy, 4, 3, "#4f6336")
    with p.at(180, 252, 0.92, -8):
        p.path(pear, "#3a4a26")
        with p.at(0, 2, 0.92):
            p.path(pear, "#a9bd4b")
        with p.at(0, 4, 0.78):
            p.path(pear, "#e9e39a", 0.15)
        p.oval(0, 34, 30, 30, "#7a4420", 0.6)
        p.oval(-9, 24, 8, 7, "#a8683a")
