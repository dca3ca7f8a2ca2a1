"""Proves that money cannot be forged, lost, doubled or oversold: python -m tools.proof [--short].

It starts the real shop on databases of its own: SQLite always; MariaDB or MySQL if
PROOF_DATABASE_URL names a server on which it may create databases, or if mariadbd is installed.
Exit status 1 if a figure is wrong, or if a twin with its guard off was not caught."""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tools.proof import report
from tools.proof.mariadb import is_installed

ROOT = Path(__file__).resolve().parent.parent.parent
PAGE = ROOT / "docs" / "proof.md"
# The longest first, so that the last to end is a short one.
ON_A_SERVER = ("mysql", "mysql_faults", "repeatable")
ON_OWN_SERVERS = ("kills", "pair")
NOT_SHORT = ("model", "repeatable", "mysql_faults")


def shares(*, short: bool) -> list[str]:
    found = ["sqlite", "faults", "model"]
    if is_installed() or os.environ.get("PROOF_DATABASE_URL"):
        found += ON_A_SERVER
    if is_installed():
        found += ON_OWN_SERVERS
    return [name for name in found if not (short and name in NOT_SHORT)]


def run(share: str, size: str) -> dict:
    """Run one share of the proof. Its progress goes to standard error, line by line."""
    command = [sys.executable, "-m", "tools.proof.engine", share, size]
    with tempfile.TemporaryFile("w+") as output:
        child = subprocess.Popen(  # noqa: S603
            command, cwd=ROOT, stdout=output, stderr=subprocess.PIPE, text=True
        )
        for line in child.stderr:
            print(f"{share}: {line}", end="", file=sys.stderr, flush=True)
        status = child.wait()
        output.seek(0)
        lines = output.read().splitlines()
    if status or not lines:
        broken = {"part": "the run itself", "twin": "", "repeatable": False, "figures": {}}
        return {"engine": share, "rows": [broken | {"bad": ["exception"], "seconds": 0}]}
    return json.loads(lines[-1])


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tools.proof", description=__doc__.splitlines()[0]
    )
    parser.add_argument("--short", action="store_true", help="the everyday form, in minutes")
    parser.add_argument("--write", action="store_true", help=f"put the table into {PAGE.name}")
    parser.add_argument(
        "--jobs", type=int, default=min(2, os.cpu_count() or 1), help="shares at once (2)"
    )
    options = parser.parse_args()
    started = time.monotonic()
    size = "short" if options.short else "full"
    with ThreadPoolExecutor(options.jobs) as pool:
        names = shares(short=options.short)
        found = list(pool.map(run, names, [size] * len(names)))
    text = report.of(found, seconds=time.monotonic() - started)
    print(text)
    if "mysql" not in names:
        print("MariaDB or MySQL: NOT proven; set PROOF_DATABASE_URL or install mariadb-server.")
    if options.write:
        report.write(PAGE, text)
    return int(any(row["bad"] for share in found for row in share["rows"]))


if __name__ == "__main__":
    sys.exit(main())
