"""Request an email when a product is back in stock."""

from django.utils.translation import gettext as _
from rest_framework.exceptions import ErrorDetail, NotFound, ValidationError

from catalog.models import Product, StockAlert
from catalog.services.locked_rows import lock_row
from catalog.services.stock.back_in_stock import is_open
from catalog.services.transactions import CatalogBusy
from common.db.transactions import RetriesExhausted, in_transaction

# Limit per user.
MOST = 50


def ask(pk: int, slug: str, *, user_id: int, language: str) -> None:
    """Request an alert; a repeat has no effect. Raises NotFound if the product isn't public, or
    ValidationError (in_stock, too_many)."""
    try:
        in_transaction(lambda: write(pk, slug, user_id, language))
    except RetriesExhausted as error:
        raise CatalogBusy from error


def write(pk: int, slug: str, user_id: int, language: str) -> None:
    # Under the lock that stock changes take, so that none happens between check and insert.
    product = lock_row(Product, pk, slug)
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
