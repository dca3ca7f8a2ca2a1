"""Write products: one transaction each, with stock history and version bump."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.utils import timezone

from catalog.models import Product
from catalog.search import pending
from catalog.services import events, main_products, variants
from catalog.services.locked_rows import Check, lock_row
from catalog.services.names import sku_key
from catalog.services.product_rows import (
    check_price_before,
    check_stock_unmoved,
    check_values,
    derived,
    lock_category,
    put_images,
    write_fields,
    written,
)
from catalog.services.slugs import free_slug
from catalog.services.stock import back_in_stock
from catalog.services.stock import journal as stock_journal
from catalog.services.transactions import check_name_is_free, check_sku_is_free, committed

# Fields that don't affect lists: changing only these leaves counts and orders unchanged.
SHAPELESS = frozenset({"stock_quantity", "images"})
# Fields whose changes are passed on to the variants.
FOLLOWED = frozenset(variants.FOLLOWED)


def create_product(
    *,
    name: str = "",
    price: Decimal,
    description: str = "",
    stock_quantity: int = 0,
    is_active: bool = True,
    category_id: int | None = None,
    images: list[dict] | None = None,
    user_id: int | None = None,
    **more: Any,
) -> Product:
    """Create a product. images: [{"image_url", "alt_text"}] in order; more: sku, barcode,
    compare_at_price, tax_class, variant_of, options.

    Raises ValidationError if name or sku is taken, or category or main product is invalid."""

    def work() -> Product:
        lock_category(category_id)
        given = {"category_id": category_id, **({"name": name} if name else {}), **more}
        values = variants.placed(None, given)
        check_name_is_free(Product, values["name"])
        check_sku_is_free(values.get("sku", ""))
        check_price_before(price, values.get("compare_at_price"))
        product = Product.objects.create(
            price=price,
            description=description,
            stock_quantity=stock_quantity,
            is_active=is_active,
            slug=free_slug(Product, values["name"], fallback="producto"),
            **values | derived(values["name"], description),
            sku_key=sku_key(values.get("sku", "")),
        )
        put_images(product, images or [])
        stock_journal.record_initial(product.pk, quantity=stock_quantity, user_id=user_id)
        written(product)
        return product

    return committed(work, shape=True)


def update_product(
    pk: int,
    slug: str | None = None,
    *,
    user_id: int | None = None,
    seen_stock: int | None = None,
    check: Check | None = None,
    **fields: Any,
) -> Product:
    """Update only the given fields. Raises NotFound if pk and slug don't match, and what check
    raises, which is called with the id under the lock.

    seen_stock: the stock that the user saw; raises ValidationError if it has changed since.
    stock_quantity is set under the lock that purchases take, so that no sale is lost."""

    def work() -> Product:
        if "category_id" in fields:
            # Lock the category first, as branch activation does, to prevent deadlocks.
            lock_category(fields["category_id"])
        if not FOLLOWED.isdisjoint(fields):
            variants.lock_variants(pk)
        product = lock_row(Product, pk, slug, check)
        check_stock_unmoved(product, seen_stock)
        former_main, former_category = product.variant_of_id, product.category_id
        values = variants.placed(product, fields)
        if product.has_variants:
            values = {name: values[name] for name in values if name not in variants.SUMS}
        check_values(product, values)
        write_fields(product, values, user_id)
        written(product, former_main, search=not pending.FIELDS.isdisjoint(fields))
        if fields.get("is_active") or product.category_id != former_category:
            back_in_stock.opened([pk])
        return product

    return committed(work, shape=not SHAPELESS.issuperset(fields))


def set_products_active(pks: Iterable[int], *, active: bool) -> int:
    """Activate or deactivate products; return how many."""

    def work() -> int:
        rows = Product.objects.filter(pk__in=list(pks), deleted_at=None)
        # In pk order, as purchases lock them, to prevent deadlocks.
        ids = list(rows.select_for_update().order_by("pk").values_list("pk", flat=True))
        pending.switched(ids, active=active)
        count = rows.update(is_active=active, updated_at=timezone.now())
        main_products.settle(ids)
        if active:
            back_in_stock.opened(ids)
        events.tell_changed(ids)
        return count

    return committed(work, shape=True)


def touch_product(pk: int) -> None:
    """Bump the version after a product's images were edited directly."""

    def work() -> None:
        Product.objects.filter(pk=pk).update(updated_at=timezone.now())
        main_products.settle([pk])
        events.tell_changed([pk])

    committed(work, shape=False)
