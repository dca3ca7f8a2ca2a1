from datetime import datetime
from decimal import Decimal

from django import template
from django.template.defaultfilters import floatformat

from common import colombia

register = template.Library()


@register.filter
def grouped(amount: Decimal) -> str:
    """In the reader's language, 25.000 or 25,000.50; places that are zero are left out."""
    return floatformat(amount, "-2g")


@register.filter
def colombian(moment: datetime) -> str:
    return colombia.local(moment)
