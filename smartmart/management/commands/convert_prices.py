from argparse import ArgumentTypeError
from decimal import Decimal, InvalidOperation

from django.core.management.base import BaseCommand, CommandError

from business_logic.pricing import conversion


def fraction(given: str) -> Decimal:
    try:
        found = Decimal(given)
        if 0 <= found < 1:
            return found
    except InvalidOperation:
        pass
    raise ArgumentTypeError("a fraction such as 0.19")


class Command(BaseCommand):
    help = "Convert all prices before PRICES_INCLUDE_TAX is changed. Without --write: a dry run."

    def add_arguments(self, parser):
        parser.add_argument("--to", choices=("with-tax", "without-tax"), required=True)
        parser.add_argument("--write", action="store_true", help="write the new prices, once")
        parser.add_argument(
            "--rate",
            type=fraction,
            help="tax rate for delivery and for vouchers on goods of several rates, as a fraction. "
            "Default: the one that most products have",
        )

    def handle(self, *args, **options):
        with_tax, rate = options["to"] == "with-tax", options["rate"]
        after = conversion.settings_after(with_tax=with_tax, rate=rate)
        try:
            changes = conversion.convert(with_tax=with_tax, write=options["write"], rate=rate)
        except conversion.AlreadyConverted as error:
            raise CommandError(str(error)) from error
        for change in changes:
            self.line(change)
        done = "written" if options["write"] else "to write (dry run)"
        self.stdout.write(f"{len(changes)} rows {done}.")
        self.stdout.write("Now set, and restart:" if options["write"] else "To set afterwards:")
        self.stdout.write(f"PRICES_INCLUDE_TAX={str(with_tax).lower()}")
        for name, amount in after.items():
            if amount is not None:
                self.stdout.write(f"{name}={amount.normalize():f}")

    def line(self, change: conversion.PriceChange) -> None:
        parts = [
            f"{name} {change.before[name]} -> {value if value is not None else 'none'}"
            for name, value in change.after.items()
            if value != change.before[name]
        ]
        note = f" ({change.note})" if change.note else ""
        self.stdout.write(f"{change.name}: {', '.join(parts)}{note}")
