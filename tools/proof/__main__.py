"""Proves that money cannot be forged, lost, doubled or oversold: python -m tools.proof [--short].

It starts the real shop on databases of its own: SQLite always; MariaDB or MySQL where
PROOF_DATABASE_URL names a server on which it may create databases, or where mariadbd is installed.
Exit status 1 where a figure is wrong, or where a twin with its guard off was not caught."""

import argparse
import json
import os
import subprocess
import sys
import time
from pathlib import Path

from tools.proof import report
from tools.proof.mariadb import is_installed

ROOT = Path(__file__).resolve().parent.parent.parent
PAGE = ROOT / "docs" / "proof.md"


def engines() -> list[str]:
    found = ["sqlite"]
    if is_installed() or os.environ.get("PROOF_DATABASE_URL"):
        found.append("mysql")
    if is_installed():
        found.append("kills")
    if (ROOT / "tools" / "proof" / "model.py").exists():
        found.append("model")
    return found


def run(engine: str, size: str) -> dict:
    """One engine's rows. Its progress goes to standard error, its result to standard output."""
    command = [sys.executable, "-m", "tools.proof.engine", engine, size]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=False)  # noqa: S603
    lines = done.stdout.decode().splitlines()
    if done.returncode or not lines:
        broken = {"part": "the run itself", "twin": "", "repeatable": False, "figures": {}}
        return {"engine": engine, "rows": [broken | {"bad": ["exception"], "seconds": 0}]}
    return json.loads(lines[-1])


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tools.proof", description=__doc__.splitlines()[0]
    )
    parser.add_argument("--short", action="store_true", help="the everyday form, in minutes")
    parser.add_argument("--write", action="store_true", help=f"put the table into {PAGE.name}")
    options = parser.parse_args()
    started = time.monotonic()
    size = "short" if options.short else "full"
    found = [run(engine, size) for engine in engines() if not (options.short and engine == "model")]
    text = report.of(found, seconds=time.monotonic() - started)
    print(text)
    if "mysql" not in engines():
        print("MariaDB or MySQL: NOT proven; set PROOF_DATABASE_URL or install mariadb-server.")
    if options.write:
        report.write(PAGE, text)
    return int(any(row["bad"] for engine in found for row in engine["rows"]))


if __name__ == "__main__":
    sys.exit(main())
