"""Format amounts for people."""

from decimal import Decimal

from django.template.defaultfilters import floatformat

SIGNS = {"COP": "$", "USD": "US$"}


def readable(amount: Decimal | str, currency: str) -> str:
    """Format in the reader's language, with the currency's sign and a no-break space: $ 1.250,50.

    Without zero decimals."""
    sign = SIGNS.get(currency, currency)
    return f"{sign}\u00a0{floatformat(amount, '-2g') or amount}"
