"""Write products: one transaction each, with stock history and version bump."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.models import Product
from catalog.search import pending
from catalog.services import events, variants
from catalog.services.locked_rows import Check, lock_deleted, lock_row
from catalog.services.names import sku_key
from catalog.services.product_rows import (
    bring_back,
    check_price_before,
    check_stock_unmoved,
    derived,
    lock_category,
    put_images,
    write_fields,
)
from catalog.services.slugs import free_slug
from catalog.services.stock import back_in_stock
from catalog.services.stock import journal as stock_journal
from catalog.services.transactions import check_name_is_free, check_sku_is_free, committed, refusal

MAX_STOCK = 2_000_000_000
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
        if "name" in values:
            check_name_is_free(Product, values["name"], but=pk)
        if "sku" in values:
            check_sku_is_free(values["sku"], but=pk)
        check_price_before(
            values.get("price", product.price),
            values.get("compare_at_price", product.compare_at_price),
        )
        write_fields(product, values, user_id)
        written(product, former_main, search=not pending.FIELDS.isdisjoint(fields))
        if fields.get("is_active") or product.category_id != former_category:
            back_in_stock.opened([pk])
        return product

    return committed(work, shape=not SHAPELESS.issuperset(fields))


def written(product: Product, former_main: int | None = None, *, search: bool = True) -> None:
    """Update what is derived from a written product. search: its words have changed."""
    own = product.pk if product.has_variants else product.variant_of_id
    mains = {own, former_main} - {None}
    if search or former_main != product.variant_of_id:
        pending.mark([product.pk])
    if mains:
        variants.refresh(mains)
    if product.pk in mains:
        product.refresh_from_db()
    events.tell_changed([product.pk])


def set_products_active(pks: Iterable[int], *, active: bool) -> int:
    """Activate or deactivate products; return how many."""

    def work() -> int:
        rows = Product.objects.filter(pk__in=list(pks), deleted_at=None)
        # In pk order, as purchases lock them, to prevent deadlocks.
        ids = list(rows.select_for_update().order_by("pk").values_list("pk", flat=True))
        pending.switched(ids, active=active)
        count = rows.update(is_active=active, updated_at=timezone.now())
        variants.settle(ids)
        if active:
            back_in_stock.opened(ids)
        events.tell_changed(ids)
        return count

    return committed(work, shape=True)


def touch_product(pk: int) -> None:
    """Bump the version after a product's images were edited directly."""

    def work() -> None:
        Product.objects.filter(pk=pk).update(updated_at=timezone.now())
        variants.settle([pk])
        events.tell_changed([pk])

    committed(work, shape=False)


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
            variants.refresh([product.variant_of_id])
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
        written(product)
        back_in_stock.opened([pk])
        return product

    return committed(work, shape=True)


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
        written(product, product.variant_of_id, search=False)
        return product

    return committed(work, shape=False)
