"""Add to the stock of a product, or subtract from it."""

from django.utils.translation import gettext as _

from catalog.models import Product
from catalog.services import product_rows
from catalog.services.locked_rows import Check, lock_row
from catalog.services.stock import journal as stock_journal
from catalog.services.transactions import committed, refusal

MAX_STOCK = 2_000_000_000


def change_stock(
    pk: int,
    slug: str | None = None,
    *,
    change: int,
    note: str = "",
    user_id: int | None = None,
    check: Check | None = None,
) -> Product:
    """Add to the current stock or subtract from it.

    Raises NotFound, or ValidationError (insufficient_stock) below zero."""

    def work() -> Product:
        product = lock_row(Product, pk, slug, check)
        if product.has_variants:
            raise refusal("change", "choose_variant", _("Choose one of its variants."))
        before, after = product.stock_quantity, product.stock_quantity + change
        if after < 0:
            detail = _("Only %d left.") % before
            raise refusal("change", "insufficient_stock", detail)
        if after > MAX_STOCK:
            detail = _("At most %(least)s.") % {"least": MAX_STOCK}
            raise refusal("change", "max_value", detail)
        product.stock_quantity = after
        product.save(update_fields=["stock_quantity", "updated_at"])
        stock_journal.record_edit(pk, before=before, after=after, user_id=user_id, note=note)
        product_rows.written(product, product.variant_of_id, search=False)
        return product

    return committed(work, shape=False)
