"""Test that payments can't be forged, lost or doubled and stock can't be oversold.

Run it with python -m tools.proof [--short]. It starts the real shop on its own databases: SQLite
always; MariaDB or MySQL if PROOF_DATABASE_URL names a server on which it can create databases,
or if mariadbd is installed; a Galera cluster, HAProxy and Redis if they are installed. --only
selects a group of parts. The exit status is 1 if a result is wrong or if a control run (with a
safeguard disabled) was not caught."""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tools.proof.report import summary, tables
from tools.proof.servers import galera, mariadb, sentinel

ROOT = Path(__file__).resolve().parent.parent.parent
PAGE, README = ROOT / "docs" / "proof.md", ROOT / "README.md"
# The shares, longest first, so that a short one ends last. Each group has its own table.
GROUPS = {
    "payments": ("sqlite", "faults", "model", "mysql", "mysql_faults", "repeatable", "kills"),
    "webhooks": ("webhooks",),
    "failover": ("galera", "pair", "redis"),
}
NOT_SHORT = ("model", "repeatable", "mysql_faults")


def has_mariadb() -> bool:
    return mariadb.is_installed()


def has_server() -> bool:
    return has_mariadb() or bool(os.environ.get("PROOF_DATABASE_URL"))


# What a share needs, and how to get it.
A_SERVER = (has_server, "set PROOF_DATABASE_URL or install mariadb-server")
OWN_SERVERS = (has_mariadb, "install mariadb-server")
NEEDS = {
    **dict.fromkeys(("mysql", "mysql_faults", "repeatable", "webhooks"), A_SERVER),
    **dict.fromkeys(("kills", "pair"), OWN_SERVERS),
    "galera": (
        lambda: has_mariadb() and galera.is_installed(),
        "install mariadb-server, galera-4, rsync, lsof and haproxy",
    ),
    "redis": (
        lambda: has_mariadb() and sentinel.is_installed(),
        "install mariadb-server, redis-server and haproxy",
    ),
}


def shares(groups: list[str], *, short: bool) -> list[str]:
    """Return the shares to run, and print those left out because a server is missing."""
    names = [name for group in groups for name in GROUPS[group]]
    names = [name for name in names if not (short and name in NOT_SHORT)]
    missing = [name for name in names if name in NEEDS and not NEEDS[name][0]()]
    for name in missing:
        print(f"{name}: NOT proven; {NEEDS[name][1]}.", flush=True)
    return [name for name in names if name not in missing]


def run(share: str, size: str) -> dict:
    """Run one share of the proof and copy its progress to standard error, line by line."""
    command = [sys.executable, "-m", "tools.proof.engine", share, size]
    with tempfile.TemporaryFile("w+") as output:
        child = subprocess.Popen(  # noqa: S603
            command, cwd=ROOT, stdout=output, stderr=subprocess.PIPE, text=True
        )
        last = ""
        for last in child.stderr:
            print(f"{share}: {last}", end="", file=sys.stderr, flush=True)
        status = child.wait()
        output.seek(0)
        lines = output.read().splitlines()
    if status or not lines:
        broken = {"part": "the run itself", "twin": "", "repeatable": False, "figures": {}}
        broken["figures"] = {"exception": last.strip()}
        return {"engine": share, "rows": [broken | {"bad": ["exception"], "seconds": 0}]}
    return json.loads(lines[-1])


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tools.proof", description=__doc__.splitlines()[0]
    )
    parser.add_argument("--short", action="store_true", help="the short form, which takes minutes")
    parser.add_argument(
        "--write", action="store_true", help="write the tables to docs/proof.md and README.md"
    )
    parser.add_argument("--only", action="append", choices=GROUPS, help="a group; repeatable")
    parser.add_argument(
        "--jobs",
        type=int,
        default=min(2, os.cpu_count() or 1),
        help="number of shares to run in parallel (2)",
    )
    options = parser.parse_args()
    started = time.monotonic()
    size = "short" if options.short else "full"
    groups = options.only or list(GROUPS)
    names = shares(groups, short=options.short)
    with ThreadPoolExecutor(options.jobs) as pool:
        found = dict(zip(names, pool.map(run, names, [size] * len(names)), strict=True))
    seconds = time.monotonic() - started
    for group in groups:
        engines = [found[name] for name in GROUPS[group] if name in found]
        if not engines:
            continue
        text = tables.of(engines, seconds=seconds)
        print(f"\n{group}: {text}")
        if options.write:
            tables.write(PAGE, group, text)
            if group == "payments":
                summary.write(README, summary.of(engines, seconds=seconds))
    failures = tables.failures(list(found.values()))
    for failure in failures:
        print(failure)
    return int(bool(failures))


if __name__ == "__main__":
    sys.exit(main())
