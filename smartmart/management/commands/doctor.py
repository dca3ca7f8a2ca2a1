"""Check everything that the shop needs, with one line per check."""

import json
import sys
from argparse import ArgumentParser
from dataclasses import asdict

from django.core.management.base import BaseCommand, CommandError

from smartmart.monitoring.doctor import checks
from smartmart.monitoring.doctor.findings import FAIL, OK, WARN

STYLES = {OK: "SUCCESS", WARN: "WARNING", FAIL: "ERROR"}


class Command(BaseCommand):
    help = (
        "Check settings, database, cache, mail, storage, clock, schedule, replicas, disk and "
        "ePayco. Exits with 1 if a check fails."
    )
    # Run despite errors that stop other commands, so that they can be reported.
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("checks", nargs="*", metavar="CHECK", help=", ".join(checks.CHECKS))
        parser.add_argument("--json", action="store_true", help="print a list for programs")
        parser.add_argument("--mail-to", default="", help="also send a test mail to this address")

    def handle(self, *args, **options) -> None:
        if unknown := set(options["checks"]) - checks.CHECKS.keys():
            raise CommandError(f"There is no check {', '.join(sorted(unknown))}.")
        rows = []
        for name, found in checks.findings(options["checks"], options["mail_to"]):
            rows.append({"check": name} | asdict(found))
            if not options["json"]:
                level = getattr(self.style, STYLES[found.level])(found.level.ljust(4))
                fix = f" Fix: {found.fix}" if found.fix else ""
                self.stdout.write(f"{level}  {name}: {found.detail}{fix}")
        if options["json"]:
            self.stdout.write(json.dumps(rows, indent=1, ensure_ascii=False))
        if any(row["level"] == FAIL for row in rows):
            sys.exit(1)
