"""Delete products, and restore them."""

from django.utils import timezone

from catalog.models import Product
from catalog.search import pending
from catalog.services import events, main_products, product_rows, variants
from catalog.services.locked_rows import Check, lock_deleted, lock_row
from catalog.services.product_rows import (
    bring_back,
)
from catalog.services.stock import back_in_stock
from catalog.services.transactions import committed


def delete_product(pk: int, slug: str | None = None, *, check: Check | None = None) -> None:
    """Soft-delete it: the row stays for its orders; name and slug become available. Its variants
    are deleted and restored with it."""

    def work() -> None:
        of_it = variants.lock_variants(pk)
        product = lock_row(Product, pk, slug, check)
        if product.has_variants:
            # Including variants added before the lock.
            of_it = Product.objects.filter(variant_of=product, deleted_at=None)
        now = timezone.now()
        struck = [*of_it, product]
        for each in struck:
            each.strike(now, "sku_key", "variant_key")
        pending.mark([pk])
        if product.variant_of_id:
            main_products.refresh([product.variant_of_id])
        events.tell_changed([each.pk for each in struck])

    committed(work, shape=True)


def restore_product(pk: int) -> Product:
    """Restore a deleted product, with its old slug if that is still free.

    Raises ValidationError if its name has been taken, its main product is deleted, or its
    options are in use."""

    def work() -> Product:
        product = lock_deleted(Product, pk)
        of_it = list(Product.objects.filter(variant_of=pk, deleted_at=product.deleted_at))
        if product.variant_of_id:
            main = variants.lock_main(product, product.variant_of_id)
            variants.check_options(main, variants.pairs_of(product), but=pk)
            variants.empty_shelf(main)
        for each in (product, *of_it):
            bring_back(each)
        product_rows.written(product)
        back_in_stock.opened([pk])
        return product

    return committed(work, shape=True)
