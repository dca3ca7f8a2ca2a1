"""Update the table of docs/performance.md from the run that measured it."""

import argparse
import os
import platform
from datetime import datetime, timezone
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

PAGE = Path(__file__).resolve().parent.parent.parent / "docs" / "performance.md"
PLACE = "<!-- make bench ARGS=--write: {} -->"
SEARCH_PLACE = '<!-- make bench ARGS="--search --write": {} -->'
PACKAGES = ("Django", "djangorestframework", "gunicorn", "PyMySQL", "redis", "fastapi")


def write(found: dict[int, dict], options: argparse.Namespace) -> None:
    place = SEARCH_PLACE if options.search else PLACE
    begin, end = place.format("begin"), place.format("end")
    before, rest = PAGE.read_text().split(begin)
    after = rest.split(end)[1]
    PAGE.write_text(f"{before}{begin}\n\n{page(found, options)}\n\n{end}{after}")
    print(f"written to {PAGE}")


def page(found: dict[int, dict], options: argparse.Namespace) -> str:
    parts = [about(next(iter(found.values())), options)]
    for size, each in found.items():
        parts.append(f"**{size:,} products**")
        parts.append(markdown(("", "per second", "min-max", "p95 ms", "ratio"), each["rows"]))
        if each["notes"]:
            parts.append("\n".join(f"- {note}" for note in each["notes"]))
        lines = [(what, how, "met" if good else "missed") for what, how, good in each["hour"]]
        if lines:
            parts.append("A busy hour, eight times the load that the shop can carry:")
            parts.append(markdown(("", "found", "target"), lines))
    return "\n\n".join(parts)


def about(found: dict, options: argparse.Namespace) -> str:
    load = os.getloadavg()[1]
    return (
        f"{datetime.now(timezone.utc):%Y-%m-%d}, {os.cpu_count()} cores, load {load:.1f}, "
        f"{found['server']}, Python {platform.python_version()}, {', '.join(versions())}; "
        f"{options.rounds} slices of {options.seconds:g} s."
    )


def versions() -> list[str]:
    there = []
    for name in PACKAGES:
        try:
            there.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            continue
    return there


def markdown(head: tuple[str, ...], rows: list) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join(f"| {' | '.join(map(str, line))} |" for line in lines)
