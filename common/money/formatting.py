"""Format amounts for people."""

from decimal import Decimal

from django.template.defaultfilters import floatformat

SIGNS = {"COP": "$", "USD": "US$"}


def readable(amount: Decimal | str, currency: str) -> str:
    """Format in the reader's language (1.250,50 COP), without zero decimals."""
    return f"{floatformat(amount, '-2g') or amount} {currency}"


def with_sign(amount: Decimal | str, currency: str) -> str:
    """Like readable(), with the currency sign and a non-breaking space: $ 1.250,50."""
    sign = SIGNS.get(currency, currency)
    return f"{sign}\u00a0{floatformat(amount, '-2g') or amount}"
