"""Bulk writes to products: all or nothing, with stock history and a single version bump."""

from collections.abc import Callable, Iterable
from typing import Any

from django.utils import timezone

from catalog.models import Product, StockMovement
from catalog.pictures import lists
from catalog.search import pending
from catalog.services import events, main_products, variants
from catalog.services.bulk import placement
from catalog.services.bulk.checks import check_unmoved, free_names, free_skus
from catalog.services.bulk.writes import RowChange, Writes, batches
from catalog.services.names import sku_key
from catalog.services.product_rows import check_price_before, derived, followers, lock_category
from catalog.services.slugs import free_slug
from catalog.services.stock import back_in_stock
from catalog.services.stock import journal as stock_journal
from catalog.services.transactions import committed


def write_all(writes: Writes, *, also: Callable[[], None] = lambda: None) -> None:
    """Write everything or nothing. Raises ValidationError if a product has changed since it was
    seen, a name is taken or a category is gone. also: further work in the same transaction."""

    def work() -> None:
        writes.made.clear()
        write_rows(writes)
        also()

    committed(work, shape=writes.shapes)


def write_rows(writes: Writes) -> None:
    """Write in the caller's transaction."""
    for pk in sorted(categories_of(writes)):
        lock_category(pk)
    products = lock_all([change.pk for change in writes.changes])
    lists.load(
        products[c.pk] for c in writes.changes if lists.COLUMN in c.before and c.pk in products
    )
    check_unmoved(writes.changes, products)
    mains = {product.variant_of_id for product in products.values()} - {None}
    free_names(writes)
    free_skus(writes)
    placement.free_combinations(writes.changes, products)
    early, late = placement.in_time(writes.changes)
    for batch in batches(early):
        write_batch(batch, products, writes)
    for batch in batches(writes.creations):
        create_batch(batch, writes)
    for batch in batches(late):
        write_batch(batch, products, writes)
    changed = [each.pk for each in writes.changes if not pending.FIELDS.isdisjoint(each.after)]
    pending.mark([*changed, *(product.pk for product in writes.made)])
    main_products.settle([*products, *(product.pk for product in writes.made)])
    main_products.refresh(mains)
    back_in_stock.opened([each.pk for each in writes.changes if may_open(each)])
    made = [product.pk for product in writes.made]
    events.tell_changed([*(each.pk for each in writes.changes), *made])


def may_open(change: RowChange) -> bool:
    """Return True if the change may make a hidden product public."""
    return bool(change.after.get("is_active")) or "category_id" in change.after


def categories_of(writes: Writes) -> set[int]:
    rows = [change.after for change in writes.changes] + list(writes.creations)
    return {row["category_id"] for row in rows if row.get("category_id") is not None}


def lock_all(pks: Iterable[int]) -> dict[int, Product]:
    """Lock in pk order, as purchases do, to prevent deadlocks."""
    found: dict[int, Product] = {}
    for batch in batches(sorted(pks)):
        rows = Product.objects.select_for_update().filter(pk__in=batch, deleted_at=None)
        found |= {product.pk: product for product in rows.order_by("pk")}
    return found


def write_batch(batch: list[RowChange], products: dict[int, Product], writes: Writes) -> None:
    moves, urls, names, now = [], {}, {"updated_at"}, timezone.now()
    for change in batch:
        product = products[change.pk]
        values = placement.placed(product, change.after)
        if lists.COLUMN in values:
            urls[product.pk] = values.pop(lists.COLUMN)
        if product.has_variants:
            values = {name: values[name] for name in values if name not in variants.SUMS}
        if "name" in values or "description" in values:
            values |= derived(
                values.get("name", product.name), values.get("description", product.description)
            )
        if "stock_quantity" in values:
            delta = values["stock_quantity"] - product.stock_quantity
            moves.append(movement(product.pk, delta, values["stock_quantity"], writes))
        values |= followers(product, values)
        for name, value in values.items():
            setattr(product, name, value)
        check_price_before(product.price, product.compare_at_price, of=product.name)
        product.updated_at = now
        names |= set(values)
    Product.objects.bulk_update([products[change.pk] for change in batch], sorted(names))
    if urls:
        lists.replace(urls)
    stock_journal.record(moves)


def create_batch(batch: list[dict[str, Any]], writes: Writes) -> None:
    moves, urls = [], {}
    for row in batch:
        fields = placement.placed(None, row)
        shown = fields.pop(lists.COLUMN, "")
        fields |= derived(fields.pop("name"), fields.get("description", ""))
        slug = free_slug(Product, fields["name"], fallback="producto")
        fields["sku_key"] = sku_key(fields.get("sku", ""))
        check_price_before(fields["price"], fields.get("compare_at_price"), of=fields["name"])
        product = Product.objects.create(slug=slug, **fields)
        writes.made.append(product)
        if shown:
            urls[product.pk] = shown
        quantity = product.stock_quantity
        moves.append(movement(product.pk, quantity, quantity, writes))
    if urls:
        lists.replace(urls)
    stock_journal.record(moves)


def movement(pk: int, change: int, after: int, writes: Writes) -> StockMovement:
    return StockMovement(
        product_id=pk,
        change=change,
        quantity_after=after,
        reason=writes.reason,
        user_id=writes.user_id,
    )
