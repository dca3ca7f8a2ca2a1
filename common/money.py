"""Amounts as people read them."""

from decimal import Decimal

from django.template.defaultfilters import floatformat

SIGNS = {"COP": "$", "USD": "US$"}


def readable(amount: Decimal | str, currency: str) -> str:
    """In the reader's language (1.250,50 COP); places that are zero are left out."""
    return f"{floatformat(amount, '-2g') or amount} {currency}"


def with_sign(amount: Decimal | str, currency: str) -> str:
    """As readable, with the currency's sign before it: $ 1.250,50. The blank does not break."""
    sign = SIGNS.get(currency, currency)
    return f"{sign}\u00a0{floatformat(amount, '-2g') or amount}"
