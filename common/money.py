"""Amounts as people read them."""

from decimal import Decimal

from django.template.defaultfilters import floatformat


def readable(amount: Decimal | str, currency: str) -> str:
    """In the reader's language (1.250,50 COP); places that are zero are left out."""
    return f"{floatformat(amount, '-2g') or amount} {currency}"
