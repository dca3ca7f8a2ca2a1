"""The table of results, in Markdown, which is also readable on a terminal."""

import platform
import subprocess
from datetime import datetime, timezone
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

COLUMNS = ("requests", "oversold", "lost", "doubled", "forged", "faults", "busy", "dropped")
HEADS = ("", "times", *COLUMNS[:5], "5xx", "503", "dropped", "seconds", "")
# The units that a part's size is counted in; the first one found is shown.
TIMES = (
    "rounds",
    "events",
    "confirmations",
    "crashes",
    "purchases",
    "look_ups",
    "sequences",
    "requests",
)
ROOT = Path(__file__).resolve().parents[3]
BEGIN, END = "<!-- figures: {} -->", "<!-- end of figures: {} -->"
# What to say about a control run that failed.
WORST = {"void": "VOID: not caught", "exception": "FAILED: see the output"}
WRONG = (
    *("oversold", "misbooked", "doubled", "busy", "faults", "hoarded", "pairs"),
    *("lost", "forged", "broken", "unordered", "unstable", "wrong_sums"),
)
Row = dict[str, Any]


def of(engines: list[dict[str, Any]], *, seconds: float) -> str:
    rows = [(engine["engine"], row) for engine in engines for row in engine["rows"]]
    lines = [caption(engines, seconds), "", *table(rows), ""]
    lines += [*twins(rows), ""] if any(row["twin"] for _, row in rows) else []
    return "\n".join([*lines, verdict([row for _, row in rows])])


@cache
def commit() -> str:
    """Return the commit that was run, as git names it, and whether there were uncommitted
    changes before the results were written."""
    words = ["git", "describe", "--always", "--dirty=, with changes", "--exclude=*"]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603
    return f"commit {done.stdout.strip()}" if done.returncode == 0 else "no commit"


def caption(engines: list[dict[str, Any]], seconds: float, cores: int | None = None) -> str:
    databases = ", ".join(dict.fromkeys(engine["engine"] for engine in engines))
    packages = ", ".join(
        f"{name} {version(name)}"
        for name in ("Django", "djangorestframework", "gunicorn", "PyMySQL")
    )
    when = datetime.now(timezone.utc).strftime("%Y-%m-%d")
    took = f"{seconds / 60:.0f} minutes"
    python = f"{databases}, Python {platform.python_version()}, {packages}"
    return f"{when}, {commit()}, {f'{cores} cores, ' if cores else ''}{python}; {took}."


def table(rows: list[tuple[str, Row]]) -> list[str]:
    lines = [line(HEADS), line("---" for _ in HEADS)]
    real = [(engine, row) for engine, row in rows if not row["twin"]]
    for engine in dict.fromkeys(place(*pair) for pair in real):
        lines.append(line([f"**{engine}**", *[""] * (len(HEADS) - 1)]))
        lines += [figures(row) for pair in real for row in [pair[1]] if place(*pair) == engine]
    total = {name: sum(row["figures"].get(name, 0) for _, row in real) for name in COLUMNS}
    took = f"{sum(row['seconds'] for _, row in real):.0f}"
    return [*lines, line(["**all**", "", *(f"{total[name]:,}" for name in COLUMNS), took, ""])]


def place(engine: str, row: Row) -> str:
    return f"{engine}, REPEATABLE READ" if row["repeatable"] else engine


def figures(row: Row) -> str:
    found = row["figures"]
    cells = [f"{found[name]:,}" if name in found else "" for name in COLUMNS]
    return line([row["part"], times(found), *cells, row["seconds"], note(row)])


def times(found: dict[str, Any]) -> Any:
    return next((found[name] for name in TIMES if name in found), "")


def why(row: Row) -> str:
    """Return what is wrong, with its number or names."""
    return ", ".join(f"{name} {row['figures'].get(name, '')}".strip() for name in row["bad"])


def notes(found: dict[str, Any]) -> str:
    words = {
        "kills": "workers killed",
        "database_kills": "databases killed",
        "slowest_ms": "ms at most",
        "pause_seconds": "s without a new order",
        "recovery_seconds": "s of them after the change of roles",
        "cache_pause_seconds": "s without writing to the cache",
        "sign_ups": "sign-ups",
        "deliveries": "deliveries",
        "repeats": "of them repeated",
    }
    return ", ".join(f"{found[name]} {word}" for name, word in words.items() if found.get(name))


def failures(engines: list[dict[str, Any]]) -> list[str]:
    """Return a line for each failed part or control run, for the end of the output."""
    return [
        f"{engine['engine']}: {name(row)}: {note(row)}"
        for engine in engines
        for row in engine["rows"]
        if row["bad"]
    ]


def name(row: Row) -> str:
    return f"{row['part']} without {row['twin']}" if row["twin"] else row["part"]


def note(row: Row) -> str:
    failed = f"FAILED: {why(row)}" if row["bad"] else ""
    return "; ".join(filter(None, (failed, notes(row["figures"]))))


def twins(rows: list[tuple[str, Row]]) -> list[str]:
    lines = ["With a guard switched off:", ""]
    lines += [line(("twin of", "guard off", "times", "wrong")), line(["---"] * 4)]
    for engine, row in rows:
        if not row["twin"]:
            continue
        found = row["figures"]
        wrong = [f"{found[name]} {name}" for name in WRONG if found.get(name)]
        cells = [f"{place(engine, row)}: {row['part']}", row["twin"], times(found)]
        lines.append(line([*cells, WORST[row["bad"][0]] if row["bad"] else ", ".join(wrong)]))
    return lines


def verdict(rows: list[Row]) -> str:
    failed = sum(bool(row["bad"]) for row in rows)
    return f"{failed} of {len(rows)} FAILED." if failed else f"All {len(rows)} held."


def line(cells) -> str:
    return "| " + " | ".join(str(cell) for cell in cells) + " |"


def write(page: Path, group: str, text: str) -> None:
    """Replace the text between the marks of a group."""
    begin, end = BEGIN.format(group), END.format(group)
    before, _, rest = page.read_text().partition(begin)
    _, _, after = rest.partition(end)
    page.write_text(f"{before}{begin}\n\n{text}\n\n{end}{after}")
