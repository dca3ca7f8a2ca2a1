"""A pen on a canvas of 400 × 400, for the demo's pictures: flat shapes, each with a soft shade."""

import math
import re
from collections.abc import Iterator
from contextlib import contextmanager

from PIL import Image, ImageChops, ImageDraw, ImageFilter

SIDE = 400
# Drawn larger and then reduced: smooth edges.
SCALE = 4
STEPS = 24
WORD = re.compile(r"[MLCQZ]|-?[\d.]+(?:e-?\d+)?")
TAKES = {"M": 2, "L": 2, "Q": 4, "C": 6}
Point = tuple[float, float]


class Pen:
    def __init__(self, top: str, bottom: str):
        """Begin with a background that fades from one color to another."""
        fade = Image.linear_gradient("L").resize((SIDE * SCALE, SIDE * SCALE))
        size = fade.size
        self.image = Image.composite(
            Image.new("RGB", size, bottom), Image.new("RGB", size, top), fade
        )
        self.clip = Image.new("L", size, 255)
        # An affine map: x, y -> a·x + b·y + c, d·x + e·y + f.
        self.map = (SCALE, 0, 0, 0, SCALE, 0)

    # --- Shapes ---
    def path(self, d: str, fill: str, shade: float = 0.0) -> None:
        """Fill a path of M, L, C, Q and Z, as in SVG; shade: how dark its right edge is, 0 to 1."""
        mask = self.mask([points for points, _ in outlines(d)])
        self.paint(mask, fill)
        if shade:
            self.paint(side_of(mask, shade), "#1d0f06")

    def oval(self, x: float, y: float, rx: float, ry: float, fill: str, shade: float = 0.0) -> None:
        k, m = 0.5523 * rx, 0.5523 * ry
        self.path(
            f"M{x - rx} {y} C{x - rx} {y - m} {x - k} {y - ry} {x} {y - ry}"
            f" C{x + k} {y - ry} {x + rx} {y - m} {x + rx} {y} C{x + rx} {y + m} {x + k} {y + ry} {x} {y + ry}"
            f" C{x - k} {y + ry} {x - rx} {y + m} {x - rx} {y} Z",
            fill,
            shade,
        )

    def box(
        self, x: float, y: float, w: float, h: float, r: float, fill: str, shade: float = 0.0
    ) -> None:
        """Fill a rectangle with round corners."""
        right, bottom = x + w, y + h
        self.path(
            f"M{x + r} {y} L{right - r} {y} Q{right} {y} {right} {y + r} L{right} {bottom - r}"
            f" Q{right} {bottom} {right - r} {bottom} L{x + r} {bottom} Q{x} {bottom} {x} {bottom - r}"
            f" L{x} {y + r} Q{x} {y} {x + r} {y} Z",
            fill,
            shade,
        )

    def line(self, d: str, color: str, width: float) -> None:
        """Draw along a path, with round ends and corners."""
        mask = Image.new("L", self.image.size, 0)
        draw = ImageDraw.Draw(mask)
        a, _, _, d_, _, _ = self.map
        half = width * math.hypot(a, d_) / 2
        for points, closed in outlines(d):
            spots = [self.place(point) for point in (points + points[:1] if closed else points)]
            draw.line(spots, 255, round(2 * half), joint="curve")
            for x, y in spots:
                draw.ellipse((x - half, y - half, x + half, y + half), 255)
        self.paint(mask, color)

    def shadow(self, x: float, y: float, rx: float, ry: float = 12) -> None:
        """Draw a soft shadow on the ground."""
        mask = Image.new("L", self.image.size, 0)
        (left, top), (right, bottom) = self.place((x - rx, y - ry)), self.place((x + rx, y + ry))
        ImageDraw.Draw(mask).ellipse((left, top, right, bottom), 70)
        self.paint(mask.filter(ImageFilter.GaussianBlur(6 * SCALE)), "#3a2010")

    # --- Where the shapes go ---
    @contextmanager
    def at(
        self, x: float, y: float, scale: float = 1.0, turn: float = 0.0, flip: bool = False
    ) -> Iterator[None]:
        """Move the origin there; turn: degrees, clockwise."""
        before = self.map
        cos, sin = scale * math.cos(math.radians(turn)), scale * math.sin(math.radians(turn))
        sign = -1 if flip else 1
        self.map = joined(before, (cos * sign, -sin, x, sin * sign, cos, y))
        yield
        self.map = before

    @contextmanager
    def within(self, d: str) -> Iterator[None]:
        """Draw inside the path only."""
        before = self.clip
        self.clip = ImageChops.multiply(before, self.mask([points for points, _ in outlines(d)]))
        yield
        self.clip = before

    # --- The pixels ---
    def place(self, point: Point) -> Point:
        a, b, c, d, e, f = self.map
        return a * point[0] + b * point[1] + c, d * point[0] + e * point[1] + f

    def mask(self, shapes: list[list[Point]]) -> Image.Image:
        mask = Image.new("L", self.image.size, 0)
        draw = ImageDraw.Draw(mask)
        for points in shapes:
            draw.polygon([self.place(point) for point in points], 255)
        return mask

    def paint(self, mask: Image.Image, color: str) -> None:
        self.image.paste(
            Image.new("RGB", self.image.size, color), mask=ImageChops.multiply(mask, self.clip)
        )

    def done(self, side: int) -> Image.Image:
        return self.image.resize((side, side), Image.Resampling.LANCZOS)


def side_of(mask: Image.Image, depth: float) -> Image.Image:
    """Return the right part of a shape, darker toward the right."""
    left, top, right, bottom = mask.getbbox() or (0, 0, 1, 1)
    fade = Image.linear_gradient("L").rotate(90).resize((right - left, bottom - top))
    fade = fade.point(lambda value: max(0, value - 90) * depth * 0.9)
    shade = Image.new("L", mask.size, 0)
    shade.paste(fade, (left, top))
    return ImageChops.multiply(shade, mask)


def joined(outer: tuple, inner: tuple) -> tuple:
    a, b, c, d, e, f = outer
    g, h, i, j, k, m = inner
    return (
        a * g + b * j,
        a * h + b * k,
        a * i + b * m + c,
        d * g + e * j,
        d * h + e * k,
        d * i + e * m + f,
    )


def outlines(d: str) -> list[tuple[list[Point], bool]]:
    """Return the path's parts as points, and whether each is closed."""
    words = WORD.findall(d)
    parts: list[tuple[list[Point], bool]] = []
    command, at = "M", 0
    while at < len(words):
        if words[at] in "MLCQZ":
            command, at = words[at], at + 1
        if command == "Z":
            parts[-1] = (parts[-1][0], True)
            continue
        numbers = [float(word) for word in words[at : at + TAKES[command]]]
        at += TAKES[command]
        spots = list(zip(numbers[::2], numbers[1::2], strict=True))
        if command == "M":
            parts.append(([], False))
            command = "L"
        points = parts[-1][0]
        points.extend(spots if len(spots) == 1 else curve([points[-1], *spots]))
    return parts


def curve(spots: list[Point]) -> Iterator[Point]:
    """Yield points along a Bézier curve."""
    order = len(spots) - 1
    for step in range(1, STEPS + 1):
        t = step / STEPS
        weights = [math.comb(order, n) * t**n * (1 - t) ** (order - n) for n in range(order + 1)]
        x, y = (
            sum(w * spot[axis] for w, spot in zip(weights, spots, strict=True)) for axis in (0, 1)
        )
        yield x, y
