"""Check everything that a payment needs, and say how to fix problems."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from integrations.epayco.doctor import checks as doctor

STYLES = {doctor.OK: "SUCCESS", doctor.WARN: "WARNING", doctor.FAIL: "ERROR"}


class Command(BaseCommand):
    help = "Check keys, lookup, confirmation URL, email, cache, database and clock."

    def handle(self, *args: Any, **options: Any) -> None:
        failed = False
        for name, found in doctor.findings():
            failed |= found.level == doctor.FAIL
            level = getattr(self.style, STYLES[found.level])(found.level.ljust(4))
            fix = f" Fix: {found.fix}" if found.fix else ""
            self.stdout.write(f"{level}  {name}: {found.detail}{fix}")
        if failed:
            sys.exit(1)
