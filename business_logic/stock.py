"""Stock: lock products, deduct their stock and return it.

Lock the products before changing stock, once and in pk order, so that two carts sharing products
queue up and never deadlock. On SQLite the transaction itself is the lock (IMMEDIATE)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Prefetch, QuerySet, prefetch_related_objects
from django.utils import timezone

from business_logic import low_stock
from catalog.models import Product, StockMovement
from catalog.public import versions
from catalog.services import main_products
from catalog.services.stock import journal as stock_journal
from common.db.statements import columns, prepared

Quantities = Mapping[int, int]
# The columns that a sale needs; descriptions are long.
COLUMNS = columns(
    Product,
    (
        *("id", "name", "slug", "sku", "price", "tax_class", "stock_quantity"),
        *("is_active", "deleted_at", "category", "variant_of", "has_variants"),
    ),
)
# The columns that decide whether a main product's variants are for sale.
MAIN_COLUMNS = ("is_active", "deleted_at")
CHANGE = """UPDATE product SET
    stock_quantity = stock_quantity + CASE id {whens} END, updated_at = %s
WHERE id IN ({ids}) AND stock_quantity >= CASE id {whens} END"""


def lock_products(product_ids: Iterable[int]) -> dict[int, Product]:
    """Lock the products until the transaction ends; return them by id, without unknown ids."""
    ids = sorted(set(product_ids))

    def make() -> QuerySet:
        rows = Product.objects.select_for_update().filter(pk__in=ids).order_by("pk")
        return rows.values_list(*COLUMNS)

    if not ids:
        return {}
    rows = prepared(("lock products", len(ids)), make).rows(ids)
    products = [Product.from_db(DEFAULT_DB_ALIAS, COLUMNS, row) for row in rows]
    if any(product.variant_of_id for product in products):
        prefetch_related_objects(products, Prefetch("variant_of", mains()))
    return {product.pk: product for product in products}


def with_mains(products: QuerySet[Product]) -> QuerySet[Product]:
    """Attach each variant's main product, with one query if there are variants.

    Main products aren't locked: sales of all their variants would queue for them."""
    return products.prefetch_related(Prefetch("variant_of", mains()))


def mains() -> QuerySet[Product]:
    return Product.objects.only(*MAIN_COLUMNS)


def is_switched_on(product: Product) -> bool:
    """Return True if the product, and its main product if any, is active and not deleted."""
    rows = [product, product.variant_of] if product.variant_of else [product]
    return all(row.is_active and row.deleted_at is None for row in rows)


def deduct(quantities: Quantities, *, invoice: str, products: Mapping[int, Product]) -> None:
    """Deduct stock that was checked under the lock; all of it, or an exception."""
    by = {pk: -quantity for pk, quantity in quantities.items()}
    of_mains = sums(by, products)
    count = change(by | of_mains)
    if count < len(by):
        raise RuntimeError(f"The stock for {invoice} moved under its lock.")
    if count < len(by) + len(of_mains):
        # A wrong sum must not stop a paid order.
        main_products.refresh(of_mains)
    low_stock.tell(quantities, products)
    journal(
        quantities, sign=-1, reason=StockMovement.Reason.SALE, invoice=invoice, products=products
    )


def restock(quantities: Quantities, *, invoice: str, products: Mapping[int, Product]) -> None:
    """Return an order's stock; the caller makes sure that this happens once."""
    # A product that has become a main product has no stock of its own.
    quantities = {pk: by for pk, by in quantities.items() if not products[pk].has_variants}
    if not quantities:
        return
    change({**quantities, **sums(quantities, products)})
    journal(
        quantities, sign=1, reason=StockMovement.Reason.RETURN, invoice=invoice, products=products
    )


def sums(by: Mapping[int, int], products: Mapping[int, Product]) -> dict[int, int]:
    """Return the changes of the main products' sums, from their visible variants."""
    found: dict[int, int] = defaultdict(int)
    for pk, change in by.items():
        product = products[pk]
        if product.variant_of_id and product.is_active and product.deleted_at is None:
            found[product.variant_of_id] += change
    return found


def change(by: Mapping[int, int]) -> int:
    """Change the stock of all products with one UPDATE; return how many had enough.

    Plain SQL: the ORM took as long to build it as for the sale's other writes together."""
    whens, ids = "WHEN %s THEN %s " * len(by), ", ".join(["%s"] * len(by))
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    least = {pk: -change for pk, change in by.items()}
    with connection.cursor() as cursor:
        sql = CHANGE.format(whens=whens, ids=ids)
        cursor.execute(sql, [*pairs(by), now, *by, *pairs(least)])
        return int(cursor.rowcount)


def pairs(by: Mapping[int, int]) -> list[int]:
    return [number for pair in by.items() for number in pair]


def journal(
    quantities: Quantities,
    *,
    sign: int,
    reason: str,
    invoice: str,
    products: Mapping[int, Product],
) -> None:
    """Record the reason in the stock history, and increment the catalog version."""
    stock_journal.record(
        StockMovement(
            product_id=pk,
            change=sign * quantity,
            quantity_after=products[pk].stock_quantity + sign * quantity,
            reason=reason,
            invoice=invoice,
        )
        for pk, quantity in quantities.items()
    )
    versions.bump(shape=False)
