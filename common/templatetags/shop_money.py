from datetime import datetime
from decimal import Decimal

from django import template
from django.template.defaultfilters import floatformat
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _

from common.colombia import dates
from common.money.formatting import readable
from common.money.taxes import TaxClass

register = template.Library()


@register.filter
def grouped(amount: Decimal) -> str:
    """Format in the reader's language, 25.000 or 25,000.50, without zero decimals."""
    return floatformat(amount, "-2g")


@register.filter
def colombian(moment: datetime) -> str:
    return dates.local(moment)


@register.filter
def money(amount: Decimal | str, currency: str) -> str:
    return readable(amount, currency)


@register.filter
def positive(amount: str) -> str:
    """Return the absolute value of a refund, for sentences: bookkeeping has it negative."""
    return amount.removeprefix("-")


@register.filter
def day(text: str) -> str:
    """Format an ISO date, or an ISO time's day in Colombia, for a sentence."""
    found = parse_date(text) or parse_datetime(text).astimezone(dates.BOGOTA).date()
    return dates.long_day(found)


@register.filter
def moment(text: str) -> str:
    """Format an ISO time with zone for a sentence."""
    return dates.long_moment(parse_datetime(text))


@register.filter
def tax_label(row: dict) -> str:
    """Return the label of an order's tax row: IVA (19 %), Consumption tax (8 %), Excluded…"""
    if row["tax_class"] == TaxClass.EXEMPT:
        return _("Exempt from IVA")
    if row["tax_class"] == TaxClass.EXCLUDED:
        return _("Excluded from IVA")
    name = _("Consumption tax") if row["tax_class"] == TaxClass.CONSUMPTION else _("IVA")
    return f"{name} ({percent(row['rate'])} %)"


def percent(rate: str) -> str:
    return floatformat(Decimal(rate) * 100, "-2")
