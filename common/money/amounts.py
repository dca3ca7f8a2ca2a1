"""Amounts as people type them: 25.000,50 or 25,000.50, with or without the sign of the peso."""

import re
import unicodedata
from decimal import Context, Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.template.defaultfilters import floatformat
from django.utils.translation import gettext_lazy as _

# 25000.- and 25000, are 25000.
PLAIN = re.compile(r"(-?)([0-9]{1,12})(?:[.,](?:([0-9]+)|-)?)?")
# Thousands separated by point, comma, apostrophe or space; Colombians write 1'250.000.
GROUPED = re.compile(
    r"(-?[1-9][0-9]{0,2}(?:[.'’` ][0-9]{3}){1,4})(?:,(?:([0-9]+)|-)?)?"
    r"|(-?[1-9][0-9]{0,2}(?:[,'’` ][0-9]{3}){1,4})(?:\.(?:([0-9]+)|-)?)?"
)
SIGNS = r"(?:COL\s?\$|COP\s?\$|\$|COP|pesos?)"
CURRENCY = re.compile(rf"\+?(-?)\s*{SIGNS}?\s*\+?(-?[0-9].*?)\s*{SIGNS}?", re.IGNORECASE)
# Pasted from a page or a chat; Excel shows none of them. A quotation mark in front makes a text.
UNSEEN = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
MOST = Decimal("9999999999.99")
# Excel shows 15 digits at most; the rest is floating-point noise.
TRUSTED_DIGITS = Context(prec=14)


def decimal_of(text: str) -> Decimal:
    """Return the number if it can be read in one way only. Raises ValueError.

    Three digits after a point or comma are thousands, one or two are a fraction. No price has
    three decimals, so the Spanish and the English notation can't be confused."""
    # ＄ and ７ are $ and 7; an accent on its own (´) becomes a space and a mark.
    seen = unicodedata.normalize("NFKC", UNSEEN.sub("", text).replace("´", "'"))
    found = CURRENCY.fullmatch(" ".join(seen.removeprefix("'").split()))
    if found is None:
        raise ValueError(text)
    typed = found[1] + found[2]
    if found := GROUPED.fullmatch(typed):
        whole, places = (found[1], found[2]) if found[1] else (found[3], found[4])
        return two_places(Decimal(f"{re.sub('[^-0-9]', '', whole)}.{places or 0}"))
    if found := PLAIN.fullmatch(typed):
        places = found[3] or "0"
        # 0.500 may be a half or a typo; 25000.500 can't be a grouped number.
        if len(places) == 3 and len(found[2]) < 4:
            raise ValueError(text)
        return two_places(Decimal(f"{found[1]}{found[2]}.{places}"))
    raise ValueError(text)


def two_places(number: Decimal) -> Decimal:
    """Return the number without floating-point noise: 27500.000000000004 is 27500.

    Raises ValueError if a third decimal remains."""
    if not number.is_finite() or abs(number) >= Decimal(10) ** 12:
        raise ValueError(number)
    plain = TRUSTED_DIGITS.plus(number) if len(number.as_tuple().digits) > 14 else number
    if (rounded := round(plain, 2)) != plain:
        raise ValueError(number)
    return rounded


class AmountField(forms.CharField):
    """A form field for a number with at most two decimals, in Spanish or English notation."""

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
        """Skip the validators of a text field: only the number counts."""
        if value is None:
            return
        if self.least is not None and value < self.least:
            message = _("At least %(least)s.")
            raise ValidationError(message, code="min_value", params={"least": self.least})
        if value > self.most:
            message = _("At most %(most)s.")
            raise ValidationError(message, code="max_value", params={"most": self.most})

    def prepare_value(self, value):
        return floatformat(value, "-2g") if isinstance(value, Decimal) else value
