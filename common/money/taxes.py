"""Tax classes, their rates, and the price of one unit with tax."""

from collections.abc import Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django.conf import settings
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from common.colombia.dates import today

CENT = Decimal("0.01")
# The smallest customary unit of the currency: the whole peso, the cent.
CUSTOMARY_UNIT = {"COP": Decimal(1), "USD": CENT}


class TaxClass(models.TextChoices):
    """How a product is taxed. Ties between classes go by this order."""

    STANDARD = "standard", _("IVA, standard rate")
    REDUCED = "reduced", _("IVA, reduced rate")
    EXEMPT = "exempt", _("exempt (IVA at 0 %)")
    EXCLUDED = "excluded", _("excluded (no IVA)")
    CONSUMPTION = "consumption", _("consumption tax instead of IVA")


# Position of each class in that order.
RANK = {name: rank for rank, name in enumerate(TaxClass.values)}


def rates(day: date | None = None) -> Mapping[str, Decimal]:
    """Return each class's rate as a fraction on this day in Colombia (default: today)."""
    day = day or today()
    found = {
        TaxClass.STANDARD.value: settings.TAX_RATE,
        TaxClass.REDUCED.value: settings.TAX_RATE_REDUCED,
        TaxClass.EXEMPT.value: Decimal(0),
        TaxClass.EXCLUDED.value: Decimal(0),
        TaxClass.CONSUMPTION.value: settings.TAX_RATE_CONSUMPTION,
    }
    for since, tax_class, rate in settings.TAX_RATE_CHANGES:
        if since <= day:
            found[tax_class] = rate
    return found


def price_label(label: str) -> str:
    """Return a price field's label with what the shop's prices include, for staff's forms."""
    note = gettext("tax included") if settings.PRICES_INCLUDE_TAX else gettext("before tax")
    return f"{label} ({note})"


def rate_text(rate: Decimal) -> str:
    """Format a rate as the API shows it: "0.19", "0.05", "0"."""
    return f"{rate.normalize():f}" if rate else "0"


def rounded(amount: Decimal, currency: str) -> Decimal:
    """Round half up to the currency's customary unit; the result has two decimals."""
    return amount.quantize(CUSTOMARY_UNIT[currency], rounding=ROUND_HALF_UP).quantize(CENT)


def price_with_tax(price: Decimal, rate: Decimal) -> Decimal:
    """Return the unit price with tax; with PRICES_INCLUDE_TAX that is the price itself."""
    if settings.PRICES_INCLUDE_TAX:
        return price
    return rounded(price * (1 + rate), settings.EPAYCO_CURRENCY)


def state() -> str:
    """Return a key of all tax settings; part of the ETag of pages that show prices with tax."""
    parts = [f"{name}={rate}" for name, rate in rates().items()]
    return ",".join([*parts, settings.EPAYCO_CURRENCY, str(settings.PRICES_INCLUDE_TAX)])
