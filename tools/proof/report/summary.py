"""The summary in the README, from the same run as the tables of docs/proof.md."""

import os
import re
from pathlib import Path
from typing import Any

from tools.proof.report import tables

MARKS = re.compile(r"(<!-- proof -->\n).*?(<!-- end of proof -->)", re.DOTALL)
# A line: its parts by the start of their titles, and the results that count as failures.
LINES: tuple[tuple[str, tuple[str, ...], dict[str, str]], ...] = (
    ("8 buyers for the last unit", ("8 rivals",), {"oversold": "oversold"}),
    (
        "one confirmation, 100 times at once",
        ("1 confirmation",),
        {"doubled": "duplicated", "lost": "lost"},
    ),
    (
        "paid confirmations while workers, then the database are killed (-9)",
        ("a worker killed", "and the database"),
        {"lost": "lost", "doubled": "duplicated", "faults": "responses with 500"},
    ),
    ("the process ends at every statement", ("crash at",), {"misbooked": "half done"}),
    ("forged notifications", ("forged, over", "signed fields", "unsigned"), {"forged": "accepted"}),
    ("payments that may be tests", ("payments that are not",), {"forged": "paid", "lost": "lost"}),
    (
        "random operation sequences, invariants checked at each step",
        ("model:",),
        {"violations": "violations"},
    ),
)
Row = dict[str, Any]


def of(engines: list[dict[str, Any]], *, seconds: float) -> str:
    rows = [row for engine in engines for row in engine["rows"] if not row["twin"]]
    every = [row for engine in engines for row in engine["rows"]]
    lines = [
        f"Results of {tables.caption(engines, seconds, os.cpu_count())}",
        "",
        "| test | size | failures |",
        "|---|---|---|",
    ]
    for label, titles, words in LINES:
        found = [row for row in rows if row["part"].startswith(titles)]
        if found:
            lines.append(tables.line((label, f"{size(found):,}", failures(found, words))))
    return "\n".join([*lines, "", tables.verdict(every)])


def size(rows: list[Row]) -> int:
    return sum(next((r["figures"][n] for n in tables.TIMES if n in r["figures"]), 0) for r in rows)


def failures(rows: list[Row], words: dict[str, str]) -> str:
    counts = {name: sum(int(row["figures"].get(name) or 0) for row in rows) for name in words}
    said = ", ".join(f"{counts[name]} {word}" for name, word in words.items())
    failed = [tables.why(row) for row in rows if row["bad"]]
    return f"{said}; FAILED: {', '.join(failed)}" if failed else said


def write(page: Path, text: str) -> None:
    page.write_text(MARKS.sub(lambda found: f"{found[1]}\n{text}\n\n{found[2]}", page.read_text()))
