"""Check uncertain payments with ePayco, settle the clear cases, list the differences."""

import csv
import re
import sys
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import astuple, fields
from datetime import datetime, timedelta
from typing import Any, TextIO, cast

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from business_logic.checkout import reminders
from business_logic.settlement.payment_attempts import end_lapsed
from common.colombia.dates import in_utc
from integrations.epayco.attention.differences import Difference
from integrations.epayco.reconciliation.service import Reconciliation

HEADS = [field.name for field in fields(Difference)]
WIDTHS = (14, 42, 9, 10, 20, 9)
UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
EARLIEST = 36_500  # days


def moment(given: str) -> datetime:
    """Parse an ISO date or time (UTC by default) or an age: 90m, 2h, 3d, 1w."""
    if age := re.fullmatch(r"(\d{1,5})([mhdw])", given, re.ASCII):
        ago = timedelta(**{UNITS[age[2]]: int(age[1])})
        return timezone.now() - min(ago, timedelta(days=EARLIEST))
    try:
        found = parse_datetime(given)
        if found is None and (day := parse_date(given)):
            found = datetime(day.year, day.month, day.day)
    except ValueError:
        found = None
    if found is None:
        raise ArgumentTypeError(f"{given!r} is no date, no time and no age such as 3d.")
    return in_utc(timezone.make_aware(found) if timezone.is_naive(found) else found)


class Command(BaseCommand):
    help = (
        "Check unverified, pending and rejected payments and unpaid checkouts with ePayco and "
        "settle the clear cases. Exits with 1 if any could not be checked."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="check, but change nothing")
        parser.add_argument(
            "--since",
            type=moment,
            help="only newer payments: an ISO date or an age (2h, 3d). Default: all payments, "
            "and checkouts of the last three days",
        )
        parser.add_argument(
            "--csv", metavar="FILE", help='write the table as CSV; "-" for standard output'
        )

    def handle(self, *args: Any, **options: Any) -> None:
        run = Reconciliation(since=options["since"], dry_run=options["dry_run"])
        quiet = options["verbosity"] == 0
        with ExitStack() as files:
            writers = self.writers(options["csv"], files, quiet)
            count = 0
            # Each line is written immediately, so that a killed run has shown its work.
            for count, found in enumerate(run.differences(), start=1):  # noqa: B007 it counts
                for write in writers:
                    write(found)
        if not run.dry_run:
            # Afterwards, because ePayco may have reported their results.
            end_lapsed()
            reminders.remind()
        if not quiet or run.unasked:
            self.sum_up(run, count)
        if run.unasked:
            sys.exit(1)

    def sum_up(self, run: Reconciliation, count: int) -> None:
        for note in run.notes:
            self.stderr.write(note)
        ending = " Nothing was changed." if run.dry_run else ""
        self.stderr.write(
            f"Answers of ePayco: {run.asked}. Differences: {count}. "
            f"Not asked, or without an answer: {run.unasked}.{ending}"
        )

    def writers(
        self, path: str | None, files: ExitStack, quiet: bool
    ) -> list[Callable[[Difference], None]]:
        if path == "-":
            return [csv_writer(cast("TextIO", self.stdout))]
        if not quiet:
            self.line(HEADS)
        writers: list[Callable[[Difference], None]] = [lambda found: self.line(astuple(found))]
        if path:
            try:
                writers.append(csv_writer(files.enter_context(open(path, "w", newline=""))))  # noqa: SIM115
            except OSError as error:
                raise CommandError(f"{path} cannot be written: {error.strerror}.") from None
        return writers

    def line(self, cells: Sequence[object]) -> None:
        padded = [str(cell).ljust(width) for cell, width in zip(cells, WIDTHS, strict=False)]
        self.stdout.write(" ".join([*padded, str(cells[-1])]))


def csv_writer(target: TextIO) -> Callable[[Difference], None]:
    lines = csv.writer(target, lineterminator="\n")
    lines.writerow(HEADS)

    def write(found: Difference) -> None:
        lines.writerow([harmless(cell) for cell in astuple(found)])
        target.flush()

    return write


def harmless(cell: str) -> str:
    """Escape formulas: a payer can put one into an invoice."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell
