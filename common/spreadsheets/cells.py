"""Cells that several tables have: numbers, texts and prices.

An invalid cell raises ValueError with the expected content."""

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from common.money.amounts import MOST, decimal_of, two_places
from common.spreadsheets.export import FAILURE, Number, unescape_formula
from common.spreadsheets.table import is_empty

# Spreadsheets keep 15 digits of a number.
ROUNDED = 10**15
# How a CSV file shows a long number that was once a code.
SHORTENED = re.compile(r"-?[0-9](?:[.,][0-9]+)?E\+[0-9]{2,3}")
# What programs write so that Excel leaves a code alone: ="007"
KEPT_AS_TEXT = re.compile(r'="([^"]*)"')


def number(value: Any) -> Decimal:
    """Parse an XLSX number, or a text in either language.

    Raises ValueError without a message: the caller knows what it expects."""
    if isinstance(value, bool):
        raise ValueError(value)
    if not isinstance(value, int | float | Decimal):
        return decimal_of(str(value))
    return two_places(Decimal(str(value)))


def text_in(value: Any) -> str:
    """Return a cell's text; an XLSX number as it was typed: 7, not 7.0."""
    if isinstance(value, datetime | date | time | timedelta):
        raise ValueError(_("Text. The spreadsheet turned it into a date: format the cell as text."))
    if isinstance(value, int | float) and abs(value) >= ROUNDED:
        raise ValueError(lost_digits())
    if isinstance(value, str) and FAILURE.fullmatch(value.strip()):
        raise ValueError(_("Text. The formula in this cell shows an error."))
    if isinstance(value, float) and value.is_integer():
        return f"{value:.0f}"
    if isinstance(value, str) and (kept := KEPT_AS_TEXT.fullmatch(value)):
        return kept[1]
    return unescape_formula("" if value is None else str(value))


def lost_digits() -> str:
    return _("Text. The spreadsheet turned it into a number: format the cell as text.")


class PriceCell(Number):
    def clean(self, value, row=None, **kwargs) -> Decimal:
        try:
            price = number(value)
            if not 0 <= price <= MOST:
                raise ValueError
        except ValueError:
            text = _("A price from 0 to %s, such as 25.000,50, with at most two decimals.") % MOST
            raise ValueError(text) from None
        return price.quantize(Decimal("0.01"))


class PriceBeforeCell(PriceCell):
    """A price before the discount; empty for none."""

    def clean(self, value, row=None, **kwargs) -> Decimal | None:
        return None if is_empty(value) else super().clean(value)
