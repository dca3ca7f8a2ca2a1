"""Compute the coordinates of SVG charts, which templates only insert.

All values are integers or strings: a Spanish template would write 1.5 as 1,5."""

from dataclasses import dataclass
from decimal import Decimal

WIDTH, HEIGHT, GAP = 600, 160, 4


@dataclass(frozen=True)
class Bar:
    x: int
    y: int
    width: int
    height: int
    label: str
    value: str


def columns(lines: list[tuple[str, Decimal, str]]) -> dict:
    """Return vertical bars from (label, value, formatted value); the highest fills the height."""
    most = max((value for _, value, _ in lines), default=Decimal(0))
    step = WIDTH // max(len(lines), 1)
    bars = []
    for place, (label, value, words) in enumerate(lines):
        height = share(value, most, HEIGHT)
        bars.append(Bar(place * step, HEIGHT - height, step - GAP, height, label, words))
    top = max(lines, key=lambda line: line[1])[2] if most else ""
    return {"bars": bars, "width": step * len(lines), "height": HEIGHT, "most": top}


def share(value: Decimal | int, most: Decimal | int, length: int) -> int:
    """Return the value's share of the length; at least 1 if positive."""
    return max(int(value * length / most), 1) if value > 0 and most else 0
