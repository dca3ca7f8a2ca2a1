"""Tries to get in where nobody belongs: python -m tools.security [--short] [--write].

On a SQLite database of its own: straight at the WSGI application, and over HTTP at a server that is
started as in production. Exit status 1 where a figure is wrong."""

import argparse
import os
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tools.security", description=__doc__.splitlines()[0]
    )
    parser.add_argument("--short", action="store_true", help="the everyday form, in a minute")
    parser.add_argument("--write", action="store_true", help="put the table into SECURITY.md")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="smartmart-security-") as folder:
        prepare(f"sqlite:///{Path(folder) / 'security.sqlite3'}")
        from tools.security import report

        rows = report.rows(short=options.short)
    text = report.table(rows)
    print(text)
    for row in rows:
        for fault in row.faults[:20]:
            print(f"{row.what}: {fault}")
    if options.write:
        report.write(ROOT / "SECURITY.md", text)
    wrong = sum(bool(row.faults) for row in rows)
    print(f"{len(rows) - wrong} passed, {wrong} failed")
    return int(wrong > 0)


def prepare(url: str) -> None:
    """An empty shop in an empty database, and Django in this process."""
    os.environ.pop("CACHE_URL", None)
    # The tests' settings: fixed secrets, no .env, quick password hashes, no background threads.
    os.environ.update(DATABASE_URL=url, DJANGO_SETTINGS_MODULE="smartmart.settings_test")
    import django

    django.setup()
    import logging

    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    # Every refusal would be a line; the faults are counted here instead.
    logging.disable(logging.CRITICAL)


if __name__ == "__main__":
    sys.exit(main())
