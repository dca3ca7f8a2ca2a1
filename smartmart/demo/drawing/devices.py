"""Chargers, a cable, a keyboard and a mouse."""

from smartmart.demo.drawing.pen import Pen

DARK, GRAY, LIGHT, RED, GREEN = "#2b2f33", "#6b747a", "#f1f3f4", "#c9473b", "#6fb35a"


def cargador_rapido_de_30_w(p: Pen) -> None:
    p.shadow(150, 322, 86)
    p.box(124, 78, 12, 46, 3, GRAY, 0.3)
    p.box(176, 78, 12, 46, 3, GRAY, 0.3)
    p.box(84, 118, 144, 196, 30, "#ffffff", 0.35)
    p.path("M166 168 L128 226 L154 226 L142 272 L186 208 L158 208 Z", "#f0b435")
    p.box(134, 292, 44, 12, 6, DARK)
    p.line(
        "M156 306 Q160 350 232 344 Q318 336 316 272 Q314 216 270 214 Q252 216 256 236",
        "#ffffff",
        11,
    )
    with p.at(256, 244, 1, -4):
        p.box(-14, 0, 28, 46, 8, "#ffffff", 0.35)
        p.box(-9, 44, 18, 16, 4, GRAY, 0.3)


def bateria_externa_de_10000_mah(p: Pen) -> None:
    p.shadow(200, 338, 104)
    p.box(116, 92, 168, 244, 26, "#2d5f9a", 0.45)
    p.box(128, 104, 144, 220, 18, "#38699f", 0.2)
    p.box(156, 96, 34, 12, 4, DARK)
    p.box(210, 96, 34, 12, 4, DARK)
    for number in range(4):
        p.oval(158 + number * 28, 296, 7, 7, "#8ef0a0" if number < 3 else "#1f456f")
    p.box(160, 176, 72, 62, 10, "#ffffff", 0.2)
    p.box(232, 196, 10, 22, 4, "#ffffff")
    for x in (168, 186, 204):
        p.box(x, 186, 13, 42, 4, GREEN, 0.2)
    p.line("M173 96 Q170 40 100 56 Q50 74 66 130", DARK, 8)
    p.line("M227 96 Q232 40 300 56 Q350 74 334 130", DARK, 8)
    for x in (66, 334):
        p.box(x - 11, 128, 22, 34, 6, GRAY, 0.3)


def cable_usb_c_trenzado_de_2_m(p: Pen) -> None:
    p.shadow(200, 320, 130)
    for grow, color in ((0, "#a3352b"), (18, RED), (36, "#a3352b")):
        p.line(
            f"M{84 + grow} 206 Q{84 + grow} {108 + grow} 200 {108 + grow} Q{316 - grow} {108 + grow} {316 - grow} 206 Q{316 - grow} {304 - grow} 200 {304 - grow} Q{84 + grow} {304 - grow} {84 + grow} 206 Z",
            color,
            15,
        )
        p.line(
            f"M{84 + grow} 206 Q{84 + grow} {108 + grow} 200 {108 + grow} Q{316 - grow} {108 + grow} {316 - grow} 206",
            "#e58478",
            3,
        )
    p.box(176, 94, 48, 62, 8, DARK, 0.4)
    p.line("M206 300 Q260 330 288 342 M178 298 Q140 326 112 342", RED, 13)
    for x, turn in ((288, -66), (112, 66)):
        with p.at(x, 342, 1, turn):
            p.box(-13, -4, 26, 40, 7, LIGHT, 0.4)
            p.box(-8, 34, 16, 18, 4, GRAY, 0.3)


def teclado_en_espanol_con_ene(p: Pen) -> None:
    p.shadow(200, 316, 170, 16)
    p.path(
        "M48 176 Q50 166 62 166 L338 166 Q350 166 352 176 L378 302 Q380 318 364 318 L36 318 Q20 318 22 302 Z",
        "#e4e8eb",
        0.3,
    )
    for row in range(4):
        y, left, width = 180 + row * 33, 64 - row * 7, (272 + row * 14) / 11
        for column in range(11):
            is_letter = (row, column) == (1, 9)
            color = RED if is_letter else "#ffffff"
            if row == 3 and 3 <= column <= 7:
                continue
            p.box(left + column * width, y, width - 5, 27, 5, color, 0.15)
    left, width = 43, 314 / 11
    p.box(left + 3 * width, 279, 5 * width - 5, 27, 5, "#ffffff", 0.15)
    # Ñ
    left, width = 57, 286 / 11
    x = left + 9 * width + 4
    p.line(f"M{x + 1} 234 L{x + 1} 222 L{x + 11} 234 L{x + 11} 222", "#ffffff", 2.4)
    p.line(f"M{x} 218 Q{x + 3} 215 {x + 6} 217 Q{x + 9} 219 {x + 12} 216", "#ffffff", 2)
    p.oval(336, 173, 4, 4, GREEN)


def raton_ergonomico(p: Pen) -> None:
    p.shadow(206, 326, 110)
    p.path(
        "M132 300 Q108 226 142 150 Q168 92 228 96 Q292 104 306 188 Q320 276 280 312 Q240 340 186 334 Q142 330 132 300 Z",
        "#3c4247",
        0.5,
    )
    p.path("M142 150 Q168 92 228 96 L214 196 Q176 190 136 206 Q134 176 142 150 Z", "#4b5258", 0.2)
    p.path("M236 98 Q290 108 304 190 Q266 188 224 196 Z", "#41484d", 0.3)
    p.box(216, 122, 18, 50, 9, RED, 0.4)
    p.line("M222 136 L228 136 M222 146 L228 146 M222 156 L228 156", "#7c241d", 2)
    p.path("M126 214 Q100 238 112 282 Q122 302 134 296 Q122 254 130 216 Z", "#2b2f33", 0.3)
    p.box(116, 226, 12, 26, 5, GRAY)
    p.oval(212, 284, 9, 9, "#8ec3d8")
