"""Shapes that several pictures share."""

import math
from collections.abc import Iterator

from smartmart.demo.drawing.pen import Pen

BAG = "M130 110 L270 110 Q276 220 286 318 Q288 332 272 332 L128 332 Q112 332 114 318 Q124 220 130 110 Z"
JAR = "M140 150 Q122 156 122 178 L122 308 Q122 332 146 332 L254 332 Q278 332 278 308 L278 178 Q278 156 260 150 Z"
BOWL = "M100 236 L300 236 Q296 330 200 332 Q104 330 100 236 Z"
LEAF = "M0 0 Q18 -34 60 -30 Q46 6 0 0 Z"
DROP = "M0 -16 Q14 2 10 10 Q0 20 -10 10 Q-14 2 0 -16 Z"


def bag(p: Pen, color: str, label: str) -> None:
    """Draw a paper bag, folded at its top, with an empty label."""
    p.shadow(200, 332, 110)
    p.path(BAG, color, 0.5)
    p.box(126, 84, 148, 34, 6, color, 0.5)
    p.line("M130 116 L270 116", "#6b4a2f", 2)
    p.box(142, 168, 116, 112, 8, label)


def jar(p: Pen, content: str, lid: str) -> None:
    p.shadow(200, 332, 100)
    p.path(JAR, content, 0.45)
    p.box(134, 116, 132, 40, 8, lid, 0.5)
    p.path("M138 180 Q138 166 148 164 L148 300 Q138 300 138 290 Z", "#ffffff")


def bowl(p: Pen, color: str, content: str) -> None:
    p.shadow(200, 332, 100)
    p.path(BOWL, color, 0.5)
    p.oval(200, 236, 100, 26, color)
    p.oval(200, 238, 88, 19, content)


def bean(p: Pen, x: float, y: float, color: str, turn: float = 0, size: float = 1) -> None:
    """Draw a coffee bean with its seam."""
    with p.at(x, y, size, turn):
        p.oval(0, 0, 15, 10, color, 0.5)
        p.line("M-13 0 Q-4 -5 0 0 Q4 5 13 0", "#2a140a", 2.2)


def leaf(p: Pen, x: float, y: float, color: str, turn: float = 0, size: float = 1) -> None:
    with p.at(x, y, size, turn):
        p.path(LEAF, color, 0.4)
        p.line("M2 -1 Q24 -18 52 -26", "#ffffff", 1.4)


def steam(p: Pen, x: float, y: float, color: str = "#ffffff") -> None:
    for shift in (-26, 0, 26):
        with p.at(x + shift, y):
            p.line("M0 0 Q-12 -14 0 -28 Q12 -42 0 -56", color, 6)


def around(
    x: float, y: float, rx: float, ry: float, count: int
) -> Iterator[tuple[float, float, float]]:
    """Yield places on an ellipse, each with its angle in degrees."""
    for number in range(count):
        angle = 2 * math.pi * number / count
        yield x + rx * math.cos(angle), y + ry * math.sin(angle), math.degrees(angle)


def heap(x: float, y: float, width: float, rows: int, step: float) -> Iterator[tuple[float, float]]:
    """Yield the places of a heap of round things, its lowest row at y."""
    for row in range(rows):
        count = int(width / step) - row
        start = x - (count - 1) * step / 2
        yield from ((start + n * step, y - row * step * 0.72) for n in range(count))


def zigzag(left: float, right: float, y: float, height: float, count: int) -> str:
    step = (right - left) / (2 * count)
    points = [f"{left + n * step:.1f} {y - (height if n % 2 else 0)}" for n in range(2 * count + 1)]
    return "M" + " L".join(points)


def fringe(
    p: Pen, places: list[tuple[float, float]], color: str, length: float, width: float = 3
) -> None:
    for x, y in places:
        p.line(f"M{x} {y} L{x} {y + length}", color, width)
