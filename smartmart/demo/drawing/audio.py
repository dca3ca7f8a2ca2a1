"""Headphones and speakers."""

from smartmart.demo.drawing.pen import Pen

DARK, GRAY, LIGHT, GREEN = "#2b2f33", "#6b747a", "#f1f3f4", "#6fb35a"


def audifonos_inalambricos(p: Pen) -> None:
    p.shadow(200, 334, 120)
    p.path("M96 232 Q98 168 200 164 Q302 168 304 232 Z", "#ffffff", 0.3)
    p.box(92, 230, 216, 100, 44, LIGHT, 0.35)
    p.line("M96 232 L304 232", "#c3cad0", 4)
    p.oval(200, 270, 7, 7, GREEN)
    for x, flip in ((150, False), (250, True)):
        with p.at(x, 112, 1, -8 if not flip else 8, flip):
            p.box(-12, -4, 24, 92, 12, "#ffffff", 0.35)
            p.oval(-4, -10, 34, 30, "#ffffff", 0.35)
            p.oval(-24, -12, 15, 18, GRAY, 0.3)
            p.box(-8, 74, 16, 12, 5, GRAY)


def audifonos_de_diadema(p: Pen) -> None:
    p.shadow(200, 338, 120)
    p.line("M92 226 Q84 74 200 70 Q316 74 308 226", DARK, 24)
    p.line("M112 150 Q134 88 200 86 Q266 88 288 150", "#a8683a", 10)
    for x, flip in ((94, False), (306, True)):
        with p.at(x, 254, 1, 0, flip):
            p.box(-34, -66, 46, 132, 22, DARK, 0.3)
            p.box(6, -72, 40, 144, 20, "#a8683a", 0.4)
            p.box(16, -56, 18, 112, 9, "#c68a55")
            p.oval(-12, 0, 8, 24, GRAY)


def parlante_portatil(p: Pen) -> None:
    p.shadow(200, 322, 150)
    p.line("M112 168 Q200 104 288 168", DARK, 12)
    p.box(60, 164, 280, 150, 70, "#2f7d8c", 0.45)
    for y in range(186, 300, 12):
        for x in range(108, 300, 12):
            p.oval(x, y, 2.6, 2.6, "#1d525c")
    for x in (82, 318):
        p.oval(x, 239, 27, 62, DARK, 0.4)
        p.oval(x, 239, 15, 40, GRAY, 0.3)
    p.box(168, 224, 64, 30, 8, LIGHT, 0.2)
    p.line("M184 239 L216 239 M200 230 L200 248", "#2f7d8c", 5)
    for x, y, color in ((52, 130, "#8ec3d8"), (338, 118, "#8ec3d8"), (360, 156, "#8ec3d8")):
        with p.at(x, y):
            p.path("M0 -16 Q14 2 10 10 Q0 20 -10 10 Q-14 2 0 -16 Z", color, 0.3)


def barra_de_sonido(p: Pen) -> None:
    p.shadow(132, 330, 130)
    p.shadow(316, 336, 66)
    p.box(258, 128, 116, 206, 12, DARK, 0.45)
    p.oval(316, 270, 43, 43, "#15171a")
    p.oval(316, 270, 35, 35, "#44494e", 0.4)
    p.oval(316, 270, 14, 14, "#1f2225", 0.3)
    p.oval(316, 180, 21, 21, "#15171a")
    p.oval(316, 180, 14, 14, "#44494e", 0.4)
    p.box(24, 258, 262, 66, 16, "#3c4247", 0.4)
    for x in range(44, 272, 9):
        p.line(f"M{x} 272 L{x} 310", "#2b2f33", 4)
    p.oval(155, 291, 7, 7, "#8ec3d8")
    for grow in (0, 22, 44):
        p.line(
            f"M{118 - grow} {224 - grow} Q155 {196 - grow * 1.4:.0f} {192 + grow} {224 - grow}",
            "#8ea3b8",
            7,
        )
