"""python -m tools.benchmarks [--products 10000,100000] [--seconds 1] [--rounds 7] [--check]

The database is BENCH_DATABASE_URL, a server on which databases named bench_* can be created and
dropped (mysql://user:pass@host:3306/), or SQLite in a temporary folder if it is unset. The cache
is BENCH_CACHE_URL (redis://…), or a table. With --check the run fails only if a result is worse
by an order of magnitude."""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timezone
from pathlib import Path

from tools.benchmarks import document

KEYS = {
    "DEBUG": "false",
    "DOTENV_FILE": os.devnull,
    "SECRET_KEY": "benchmark-secret-key-0123456789-0123456789-0123456789",
    "P_CUST_ID_CLIENTE": "900009",
    "P_KEY": "benchmark-p-key",
    "EPAYCO_PUBLIC_KEY": "benchmark-public-key",
    "EPAYCO_PRIVATE_KEY": "benchmark-private-key",
    "EPAYCO_VERIFY": "false",
    "EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend",
    "THROTTLING": "false",
    "LOG_LEVEL": "ERROR",
    "PUBLIC_URL": "http://127.0.0.1:8000",
}


# The case that depends neither on the shop nor on the size of its catalog.
BARE = "bytes from memory"


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tools.benchmarks", description=__doc__)
    parser.add_argument("--products", default="10000")
    parser.add_argument("--seconds", type=float, default=1.0, help="length of one slice")
    parser.add_argument("--rounds", type=int, default=7, help="slices of each case")
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--write", action="store_true", help="write the table to the docs")
    parser.add_argument("--floods", action="store_true", help="run only the bursts")
    parser.add_argument("--search", action="store_true", help="run only the searches")
    return parser.parse_args()


@contextmanager
def database(ending: str) -> Iterator[str]:
    """Yield the URL of an empty database, and drop it afterwards."""
    server = os.environ.get("BENCH_DATABASE_URL", "").rstrip("/")
    if not server:
        with tempfile.TemporaryDirectory() as folder:
            yield f"sqlite:///{Path(folder) / 'bench.sqlite3'}"
        return
    import dj_database_url
    import pymysql

    found = dj_database_url.parse(server)
    name = f"bench_{ending}"
    connection = pymysql.connect(
        host=found["HOST"],
        port=int(found["PORT"] or 3306),
        user=found["USER"],
        password=found["PASSWORD"],
    )
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {name}")
        cursor.execute(f"CREATE DATABASE {name} CHARACTER SET utf8mb4")
        try:
            yield f"{server}/{name}"
        finally:
            cursor.execute(f"DROP DATABASE {name}")


def main() -> int:
    options = arguments()
    sizes = [int(size) for size in options.products.split(",")]
    if os.environ.get("BENCH_CHILD"):
        from tools.benchmarks.measure import measure

        return measure(sizes[0], options)
    # One process for each size: Django reads its settings once.
    print(f"SmartMart benchmark, {datetime.now(timezone.utc):%Y-%m-%d}, {os.cpu_count()} cores")
    codes, rates, found_all = [], {}, {}
    with tempfile.TemporaryDirectory() as folder:
        for size in sizes:
            found = Path(folder) / f"{size}.json"
            codes.append(run_child(size, found))
            if found.exists():
                found_all[size] = json.loads(found.read_text())
                rates[size] = found_all[size]["medians"]
    if not options.search:
        compare_sizes(rates)
    if options.write and not max(codes):
        document.write(found_all, options)
    return max(codes)


def run_child(size: int, found: Path) -> int:
    with database(str(size)) as url, database(f"{size}_oscar") as oscar:
        environment = {
            **os.environ,
            **KEYS,
            "DATABASE_URL": url,
            "OSCAR_DATABASE_URL": oscar,
            "CACHE_URL": os.environ.get("BENCH_CACHE_URL", ""),
            "BENCH_CHILD": str(found),
        }
        command = [sys.executable, "-m", "tools.benchmarks", *sys.argv[1:], "--products", str(size)]
        return subprocess.run(command, env=environment, check=False).returncode


def compare_sizes(rates: dict[int, dict[str, float]]) -> None:
    """Compare the cost of a larger catalog, relative to the bare bytes of the same run.

    The machine may have been faster in one run than in the other."""
    if len(rates) < 2:
        return
    (base, small), *others = rates.items()
    for size, large in others:
        print(f"\n{size:,} products, as a share of the speed at {base:,}")
        for name in ("list, fresh", "deep page, fresh", "category, fresh", "search, fresh"):
            share = large[name] / large[BARE] / (small[name] / small[BARE])
            print(f"{name:26}{share:>11.2f}")


if __name__ == "__main__":
    sys.exit(main())
