"""Stock: available, held, deducted and returned.

Lock the products before changing stock, once and in pk order, so that two carts sharing products
queue up and never deadlock. On SQLite the transaction itself is the lock (IMMEDIATE)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Prefetch, QuerySet, Sum, prefetch_related_objects
from django.utils import timezone

from business_logic import low_stock
from catalog.models import Product, StockMovement
from catalog.public import versions
from catalog.services import variants
from catalog.services.stock import journal as stock_journal
from common.db.statements import columns, prepared
from orders.models import CheckoutItem

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
# One statement for the held units and the version of the category tree.
HELD = """SELECT item.product_id, SUM(item.quantity)
FROM checkoutitem item JOIN checkout ON checkout.id = item.checkout_id
WHERE item.product_id IN ({ids}) AND checkout.hold_until > %s GROUP BY item.product_id
UNION ALL SELECT 0, SUM(tree_writes) FROM catalog_version"""


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


def held(
    product_ids: Iterable[int], *, now: datetime, but_for: int | None = None
) -> dict[int, int]:
    """Return how many units of each product are held. Call it after locking the products.

    but_for: a user whose open checkout doesn't count, since a new one would replace it."""
    rows = CheckoutItem.objects.filter(
        product_id__in=set(product_ids), checkout__hold_until__gt=now
    )
    if but_for is not None:
        rows = rows.exclude(checkout__open_for=but_for)
    sums = rows.values("product_id").annotate(held=Sum("quantity"))
    return dict(sums.values_list("product_id", "held"))


def held_and_tree(products: Mapping[int, Product], *, now: datetime) -> tuple[dict[int, int], int]:
    """Return held() of the locked products, and the version of the category tree."""
    until = connection.ops.adapt_datetimefield_value(now)
    # MySQL accepts no empty list.
    ids = ", ".join(["%s"] * len(products)) or "NULL"
    with connection.cursor() as cursor:
        cursor.execute(HELD.format(ids=ids), [*products, until])
        *holds, (_, tree) = cursor.fetchall()
    return {pk: int(quantity) for pk, quantity in holds}, int(tree or 0) or versions.current().tree


def available(
    products: Mapping[int, Product], *, now: datetime, but_for: int | None = None
) -> dict[int, int]:
    """Return the available units of each locked product; negative if staff lowered the stock."""
    return without(held(products, now=now, but_for=but_for), products)


def without(holds: Mapping[int, int], products: Mapping[int, Product]) -> dict[int, int]:
    return {pk: left - holds.get(pk, 0) for pk, left in on_shelf(products).items()}


def on_shelf(products: Mapping[int, Product]) -> dict[int, int]:
    """Return the stock of each product, including held units; a main product has none itself."""
    return {
        pk: 0 if product.has_variants else product.stock_quantity
        for pk, product in products.items()
    }


def suffices(available: Mapping[int, int], quantities: Quantities) -> bool:
    return all(available.get(pk, 0) >= quantity for pk, quantity in quantities.items())


def deduct(quantities: Quantities, *, invoice: str, products: Mapping[int, Product]) -> None:
    """Deduct stock that was checked under the lock; all of it, or an exception."""
    by = {pk: -quantity for pk, quantity in quantities.items()}
    of_mains = sums(by, products)
    count = change(by | of_mains)
    if count < len(by):
        raise RuntimeError(f"The stock for {invoice} moved under its lock.")
    if count < len(by) + len(of_mains):
        # A wrong sum must not stop a paid order.
        variants.refresh(of_mains)
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
