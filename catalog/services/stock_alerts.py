"""Ask for a mail when a product is back in stock."""

from django.utils.translation import gettext as _
from rest_framework.exceptions import ErrorDetail, NotFound, ValidationError

from catalog.models import StockAlert
from catalog.services.back_in_stock import is_open
from catalog.services.products import lock_product
from catalog.services.transactions import Busy
from common.db import GaveUp, in_transaction

# What one person can make the shop keep.
MOST = 50


def ask(pk: int, slug: str, *, user_id: int, language: str) -> None:
    """Asking twice is asking once. Raises NotFound for what the public does not see, and
    ValidationError (in_stock, too_many)."""
    try:
        in_transaction(lambda: write(pk, slug, user_id, language))
    except GaveUp as error:
        raise Busy from error


def write(pk: int, slug: str, user_id: int, language: str) -> None:
    # Under the lock that a change of stock takes: none slips in between look and row.
    product = lock_product(pk, slug)
    if not product.is_active or not is_open(product):
        raise NotFound()
    if product.has_variants:
        raise refused("choose_variant", _("Choose one of its variants."))
    if product.stock_quantity > 0:
        raise refused("in_stock", _("This product is in stock."))
    mine = StockAlert.objects.filter(user=user_id)
    if mine.filter(product=pk).exists():
        return
    if mine.count() >= MOST:
        raise refused("too_many", _("You are waiting for %d products already.") % MOST)
    StockAlert.objects.create(product=product, user_id=user_id, language=language)


def refused(code: str, detail: str) -> ValidationError:
    return ValidationError([ErrorDetail(detail, code=code)])
