"""Pots, tableware and kitchen appliances."""

from smartmart.demo.drawing.pen import Pen
from smartmart.demo.drawing.shapes import steam

STEEL = "#b9c2c7"


def olla_pitadora_de_6_litros(p: Pen) -> None:
    p.shadow(200, 334, 130)
    p.box(62, 212, 44, 22, 8, "#2b2f33", 0.3)
    p.path("M92 190 L308 190 L302 316 Q300 334 282 334 L118 334 Q100 334 98 316 Z", STEEL, 0.6)
    p.path("M108 204 L122 204 L126 322 L114 318 Z", "#e8eef0")
    p.path("M86 190 Q96 152 200 148 Q304 152 314 190 Z", "#cdd5d9", 0.5)
    p.box(84, 184, 232, 16, 7, "#8f999f", 0.4)
    p.path("M226 148 L356 164 Q370 168 368 182 Q364 192 350 188 L226 170 Z", "#2b2f33", 0.3)
    p.box(188, 116, 20, 34, 6, "#2b2f33", 0.3)
    p.oval(198, 114, 16, 12, "#c9473b", 0.4)
    steam(p, 198, 92)


def sarten_antiadherente_de_28_cm(p: Pen) -> None:
    p.shadow(160, 318, 130, 18)
    p.line("M236 214 L352 116", "#2b2f33", 22)
    p.line("M330 134 L352 116", "#c9473b", 12)
    p.oval(160, 258, 124, 76, "#3c4247", 0.5)
    p.oval(160, 248, 124, 74, "#5a6268", 0.3)
    p.oval(160, 250, 108, 62, "#25292c", 0.3)
    p.oval(158, 258, 58, 34, "#fffdf6", 0.1)
    p.oval(108, 246, 20, 13, "#fffdf6")
    p.oval(164, 254, 21, 15, "#f3b22f", 0.35)
    p.oval(158, 249, 6, 4, "#fbdf8c")


def caldero_de_aluminio_de_24_cm(p: Pen) -> None:
    p.shadow(200, 334, 130)
    for x, flip in ((78, False), (322, True)):
        with p.at(x, 240, 1, 0, flip):
            p.line("M18 -16 Q-22 -18 -22 6 Q-20 26 18 22", "#7f898f", 12)
    p.path("M84 212 L316 212 Q316 328 246 334 L154 334 Q84 328 84 212 Z", "#c3cbcf", 0.6)
    p.path("M98 226 L114 226 Q116 286 142 322 Q102 304 98 226 Z", "#eef2f4")
    p.path("M78 208 Q94 168 200 164 Q306 168 322 208 Q200 226 78 208 Z", "#d7dee1", 0.5)
    p.line("M80 209 Q200 228 320 209", "#8f999f", 5)
    p.box(186, 146, 28, 22, 8, "#2b2f33", 0.3)
    p.oval(200, 144, 22, 11, "#2b2f33", 0.3)


def chocolatera_con_molinillo(p: Pen) -> None:
    p.shadow(190, 334, 100)
    p.box(211, 40, 12, 140, 5, "#8a5a32", 0.4)
    p.oval(217, 44, 12, 14, "#a56d3f", 0.4)
    p.path(
        "M148 156 Q150 210 120 246 Q88 330 128 334 L256 334 Q296 330 264 246 Q234 210 236 156 Z",
        STEEL,
        0.6,
    )
    p.path("M150 156 Q120 146 104 160 Q126 168 146 190 Z", "#9ca6ab", 0.3)
    p.oval(192, 156, 45, 12, "#7f898f")
    p.oval(192, 158, 37, 8, "#5a2d18")
    p.line("M240 186 Q306 176 312 236 Q312 286 274 290", "#6b4a2f", 13)
    p.path("M132 262 Q128 300 142 320 Q116 320 120 284 Z", "#eef2f4")
    for y in (92, 106, 120):
        p.box(203, y, 28, 8, 4, "#6f4526", 0.3)


def vajilla_de_barro_de_la_chamba(p: Pen) -> None:
    p.shadow(200, 334, 150)
    for y in (318, 304, 290):
        p.oval(150, y, 108, 20, "#2a2522", 0.4)
        p.oval(150, y - 4, 94, 14, "#3d3632")
    p.path("M84 226 Q84 284 150 286 Q216 284 216 226 Z", "#2f2926", 0.5)
    p.oval(150, 226, 66, 18, "#463e39")
    p.oval(150, 228, 56, 13, "#1f1b19")
    p.path("M236 216 Q222 330 262 334 L314 334 Q354 330 340 216 Z", "#332c29", 0.5)
    p.oval(288, 216, 53, 15, "#463e39")
    p.path("M244 204 Q288 176 332 204 Q334 214 288 220 Q242 214 244 204 Z", "#3d3632", 0.4)
    p.oval(288, 186, 11, 9, "#2f2926", 0.4)
    p.line("M100 240 Q104 266 118 276", "#6d625b", 6)
    p.line("M248 240 Q242 290 254 316", "#6d625b", 6)


def juego_de_seis_pocillos_tinteros(p: Pen) -> None:
    colors = ("#2d5f9a", "#c9473b", "#4f8a3c", "#dba13a", "#7b4f9a", "#2f8a86")
    for number, color in enumerate(colors):
        with p.at(88 + number % 3 * 112, 160 + number // 3 * 134):
            p.shadow(0, 42, 46, 8)
            p.oval(0, 42, 52, 10, "#ffffff", 0.3)
            p.line("M30 -14 Q54 -16 50 4 Q46 18 26 16", "#fdfaf2", 8)
            p.path("M-36 -28 L36 -28 Q34 38 0 40 Q-34 38 -36 -28 Z", "#fdfaf2", 0.3)
            p.oval(0, -28, 36, 9, "#efe8d9")
            p.oval(0, -27, 30, 6, "#4a2815")
            for turn in range(0, 360, 72):
                with p.at(-2, 6, 1, turn):
                    p.oval(0, -8, 5, 6, color)
            p.oval(-2, 6, 4, 4, "#f3c846")


def plato_hondo_esmaltado(p: Pen) -> None:
    p.shadow(200, 318, 150, 20)
    p.oval(200, 240, 154, 92, "#2d5f9a", 0.4)
    p.oval(200, 236, 148, 87, "#fbfaf4", 0.2)
    p.oval(200, 238, 104, 57, "#e3e4dd")
    p.oval(200, 246, 96, 48, "#f7f5ec", 0.25)
    for x, y in (
        (92, 216),
        (110, 262),
        (150, 178),
        (236, 172),
        (300, 210),
        (312, 252),
        (262, 292),
        (150, 298),
        (196, 246),
        (232, 258),
        (168, 262),
    ):
        p.oval(x, y, 3.4, 2.4, "#7c93b3")


def jarra_de_vidrio_de_15_litros(p: Pen) -> None:
    p.shadow(190, 334, 96)
    p.line("M244 150 Q318 150 310 224 Q302 284 258 286", "#d5e7ea", 13)
    p.path(
        "M144 112 L238 112 L246 148 Q274 200 264 316 Q262 334 246 334 L136 334 Q120 334 118 316 Q108 200 136 148 Z",
        "#e4f1f3",
        0.25,
    )
    p.path(
        "M124 200 Q190 212 258 200 Q266 260 258 316 Q256 326 246 326 L136 326 Q126 326 124 316 Q116 260 124 200 Z",
        "#b5dbe2",
        0.3,
    )
    p.path("M150 78 L232 78 L240 118 L142 118 Z", "#c0905a", 0.45)
    for x, y in ((162, 90), (190, 102), (216, 92), (174, 108)):
        p.oval(x, y, 3, 2, "#99683a")
    for x, y in ((164, 246), (214, 282)):
        p.oval(x, y, 27, 27, "#f1c232", 0.2)
        p.oval(x, y, 21, 21, "#fbeaa0")
        for turn in range(0, 360, 60):
            with p.at(x, y, 0.7, turn):
                p.path("M3 2 L24 -9 Q28 0 24 9 Z", "#f3d24f")
    p.line("M136 180 Q126 240 134 300", "#ffffff", 6)
