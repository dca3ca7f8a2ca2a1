"""Bags and jewelry made by hand."""

from smartmart.demo.drawing.pen import Pen
from smartmart.demo.drawing.shapes import around, fringe, zigzag

CREAM = "#fbf3e2"
SACK = "M112 168 Q100 262 122 312 Q136 336 200 338 Q264 336 278 312 Q300 262 288 168 Z"


def sack(p: Pen, color: str, strap: str) -> None:
    """Draw a knitted bag with its strap."""
    p.shadow(200, 338, 100)
    p.line("M122 172 Q130 40 200 40 Q270 40 278 172", strap, 18)
    p.path(SACK, color, 0.35)
    p.oval(200, 168, 88, 24, strap)
    p.oval(200, 171, 76, 16, "#3a2a1c")


def mochila_arhuaca(p: Pen) -> None:
    sack(p, CREAM, "#8a6a4a")
    with p.within(SACK):
        for y in (212, 300):
            p.line(f"M90 {y} Q200 {y + 30} 310 {y}", "#5f4027", 12)
        # The snail, woven again and again.
        for x in (118, 172, 226, 280):
            with p.at(x, 268 - abs(x - 199) / 7, 0.9):
                p.line("M-24 20 L-24 -20 L20 -20 L20 14 L-8 14 L-8 -4 L6 -4", "#5f4027", 8)
    p.line("M118 186 Q200 216 282 186", "#8a6a4a", 6)


def mochila_wayuu(p: Pen) -> None:
    colors = ("#d9486a", "#f0b435", "#2f8a86", "#7b4f9a", "#e07a3f")
    sack(p, "#2d5f9a", "#d9486a")
    with p.within(SACK):
        for number, color in enumerate(colors):
            y = 212 + number * 27
            p.line(zigzag(92, 308, y, 26, 6), color, 12)
    for x in (150, 250):
        p.line(f"M{x} 186 Q{x + 6} 216 {x - 4} 236", "#f0b435", 5)
        p.oval(x - 4, 240, 11, 11, "#f0b435", 0.3)
        fringe(p, [(x - 12 + n * 4, 246) for n in range(5)], "#d9486a", 34, 4)


def mochila_de_fique(p: Pen) -> None:
    sack(p, "#dcc08a", "#b08a4f")
    with p.within(SACK):
        for y, color in (
            (206, "#a3352b"),
            (232, "#dcc08a"),
            (246, "#4f7a3c"),
            (280, "#a3352b"),
            (308, "#4f7a3c"),
        ):
            p.line(f"M90 {y} Q200 {y + 28} 310 {y}", color, 12)
        for x in range(96, 310, 9):
            p.line(f"M{x} 170 L{x} 340", "#c4a56c", 1.4)
    fringe(p, [(140 + n * 12, 336) for n in range(11)], "#dcc08a", 18, 3)


def aretes_de_filigrana_momposina(p: Pen) -> None:
    for x in (126, 274):
        with p.at(x, 190):
            p.line("M0 -76 Q-16 -118 10 -122 Q28 -118 20 -98", "#9aa3aa", 5)
            p.oval(0, -70, 12, 12, "#dfe5e9", 0.4)
            p.line("M0 -60 Q64 -6 60 46 Q52 98 0 100 Q-52 98 -60 46 Q-64 -6 0 -60 Z", "#b4bec6", 6)
            for dx, dy, turn in around(0, 40, 34, 32, 8):
                with p.at(dx, dy, 1, turn):
                    p.line("M-12 0 Q-10 -12 2 -10 Q12 -6 8 4 Q0 10 -4 2 Q-2 -4 3 -2", "#8d99a2", 3)
            for dx, dy, _ in around(0, 40, 15, 14, 8):
                p.oval(dx, dy, 4, 4, "#dfe5e9", 0.4)
            p.oval(0, 40, 9, 9, "#dfe5e9", 0.5)
            for dx in (-30, 0, 30):
                p.line(f"M{dx} {100 - abs(dx) / 2:.0f} L{dx} {122 - abs(dx) / 2:.0f}", "#9aa3aa", 3)
                p.oval(dx, 128 - abs(dx) / 2, 8, 9, "#dfe5e9", 0.5)


def collar_de_tagua(p: Pen) -> None:
    colors = ("#e07a3f", "#2f8a86", "#f0b435", "#fbf3e2", "#c9473b")
    p.shadow(200, 344, 90)
    p.line("M110 60 Q70 290 200 306 Q330 290 290 60", "#5f4027", 4)
    for number in range(17):
        t = number / 16
        k = 1 - t
        x = k**3 * 108 + 3 * k**2 * t * 30 + 3 * k * t**2 * 370 + t**3 * 292
        y = k**3 * 76 + 3 * k**2 * t * 372 + 3 * k * t**2 * 372 + t**3 * 76
        size = 13 + 15 * (1 - abs(2 * t - 1))
        color = colors[min(number, 16 - number) % len(colors)]
        p.oval(x, y, size, size * 0.88, color, 0.45)
        p.oval(x - size / 3, y - size / 3, size / 4, size / 5, "#ffffff")


def pulsera_de_werregue(p: Pen) -> None:
    p.shadow(200, 322, 140)
    p.oval(200, 186, 130, 52, "#e8cf98")
    p.oval(200, 188, 114, 42, "#6b4a24", 0.3)
    band = "M70 186 C70 255 330 255 330 186 L330 264 C330 334 70 334 70 264 Z"
    p.path(band, "#e8cf98", 0.5)
    with p.within(band):
        for n in range(11):
            x = 200 + (n - 5) * 26
            y = 225 + 51 * (1 - ((x - 200) / 136) ** 2) ** 0.5
            color = ("#2b2826", "#a3352b")[n % 2]
            p.path(f"M{x - 13} {y} L{x} {y + 20} L{x + 13} {y} L{x} {y - 20} Z", color)
        for y in (196, 256):
            p.line(f"M70 {y} C70 {y + 69} 330 {y + 69} 330 {y}", "#2b2826", 6)
    p.line("M70 186 C70 255 330 255 330 186", "#f6e6bd", 9)
