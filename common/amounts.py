"""Amounts as people type them: 25.000,50 or 25,000.50, with or without the sign of the peso."""

import re
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.template.defaultfilters import floatformat
from django.utils.translation import gettext_lazy as _

PLAIN = re.compile(r"(-?[0-9]{1,12})(?:[.,]([0-9]{1,2}))?")
GROUPED = re.compile(
    r"(-?[1-9][0-9]{0,2}(?:\.[0-9]{3}){1,4})(?:,([0-9]{1,2}))?"
    r"|(-?[1-9][0-9]{0,2}(?:,[0-9]{3}){1,4})(?:\.([0-9]{1,2}))?"
)
BLANKS = re.compile(r"[\s$]")
MOST = Decimal("9999999999.99")


def decimal_of(text: str) -> Decimal:
    """The number; three digits after a point or comma are thousands, one or two are a fraction.

    No price has three places, so both ways of writing fit and none can be mistaken for the
    other. Raises ValueError."""
    typed = BLANKS.sub("", text)
    if found := PLAIN.fullmatch(typed):
        return Decimal(f"{found[1]}.{found[2] or 0}")
    if found := GROUPED.fullmatch(typed):
        whole, places = (found[1], found[2]) if found[1] else (found[3], found[4])
        return Decimal(f"{re.sub('[.,]', '', whole)}.{places or 0}")
    raise ValueError(text)


class AmountField(forms.CharField):
    """A number with at most two places, written the Spanish or the English way."""

    def __init__(self, *, least: Decimal | None = None, most: Decimal = MOST, **kwargs):
        self.least, self.most = least, most
        widget = forms.TextInput({"inputmode": "decimal"})
        super().__init__(max_length=30, widget=widget, **kwargs)

    def to_python(self, value) -> Decimal | None:
        if isinstance(value, Decimal):
            return value
        text = super().to_python(value)
        if not text:
            return None
        try:
            return decimal_of(text.removeprefix("+"))
        except ValueError:
            message = _("Enter a number such as 25.000,50.")
            raise ValidationError(message, code="invalid") from None

    def run_validators(self, value) -> None:
        """Not those of a text: what counts is the number."""
        if value is None:
            return
        if self.least is not None and value < self.least:
            message = _("Not less than %(least)s.")
            raise ValidationError(message, code="min_value", params={"least": self.least})
        if value > self.most:
            message = _("Not more than %(most)s.")
            raise ValidationError(message, code="max_value", params={"most": self.most})

    def prepare_value(self, value):
        return floatformat(value, "-2g") if isinstance(value, Decimal) else value
