"""Run the security tests: python -m tools.security [--short] [--write].

They use their own SQLite database. Some call the WSGI application directly, others send HTTP to
a server that is started as in production. The exit status is 1 if a result is wrong."""

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
    parser.add_argument("--short", action="store_true", help="the short form, which takes a minute")
    parser.add_argument("--write", action="store_true", help="write the table to SECURITY.md")
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
    """Set up an empty shop in an empty database, and Django in this process."""
    os.environ.pop("CACHE_URL", None)
    # The tests' settings: fixed secrets, no .env, fast password hashes, no background threads.
    os.environ.update(DATABASE_URL=url, DJANGO_SETTINGS_MODULE="smartmart.settings_test")
    import django

    django.setup()
    import logging

    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    # Every rejection would write a line; errors are counted here instead.
    logging.disable(logging.CRITICAL)


if __name__ == "__main__":
    sys.exit(main())
