"""Stock: what is free, what is held, what is taken and given back.

Whoever changes stock first locks the products, once and in pk order, so that two carts sharing
products queue up and never deadlock. On SQLite the transaction itself is the lock (IMMEDIATE)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Prefetch, QuerySet, Sum, prefetch_related_objects
from django.utils import timezone

from business_logic import low_stock
from catalog.models import Product, StockMovement
from catalog.public import versions
from catalog.services import stock_journal, variants
from common.statements import columns, prepared
from orders.models import CheckoutItem

Quantities = Mapping[int, int]
# What a sale looks at; descriptions are long, and every column costs.
COLUMNS = columns(
    Product,
    (
        *("id", "name", "slug", "sku", "price", "tax_class", "stock_quantity"),
        *("is_active", "deleted_at", "category", "variant_of", "has_variants"),
    ),
)
# What decides whether the variants of a main product are for sale.
MAIN_COLUMNS = ("is_active", "deleted_at")
CHANGE = """UPDATE product SET
    stock_quantity = stock_quantity + CASE id {whens} END, updated_at = %s
WHERE id IN ({ids}) AND stock_quantity >= CASE id {whens} END"""
# In one statement what is held, and how new the categories are that the products stand in.
HELD = """SELECT item.product_id, SUM(item.quantity)
FROM checkoutitem item JOIN checkout ON checkout.id = item.checkout_id
WHERE item.product_id IN ({ids}) AND checkout.hold_until > %s GROUP BY item.product_id
UNION ALL SELECT 0, SUM(tree_writes) FROM catalog_version"""


def lock_products(product_ids: Iterable[int]) -> dict[int, Product]:
    """The products by id, locked until the transaction ends; unknown ids are left out."""
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
    """Products that know their main product; one query more where there are variants. The main
    row is not locked here: all sales would queue for it in an order of their own."""
    return products.prefetch_related(Prefetch("variant_of", mains()))


def mains() -> QuerySet[Product]:
    return Product.objects.only(*MAIN_COLUMNS)


def is_switched_on(product: Product) -> bool:
    """Active and not deleted, and so is its main product, if it is a variant."""
    rows = [product, product.variant_of] if product.variant_of else [product]
    return all(row.is_active and row.deleted_at is None for row in rows)


def held(
    product_ids: Iterable[int], *, now: datetime, but_for: int | None = None
) -> dict[int, int]:
    """How many of each product are held by live checkouts. Ask after locking the products.

    but_for: a user whose own open checkout does not count, since a new one would replace it."""
    rows = CheckoutItem.objects.filter(
        product_id__in=set(product_ids), checkout__hold_until__gt=now
    )
    if but_for is not None:
        rows = rows.exclude(checkout__open_for=but_for)
    sums = rows.values("product_id").annotate(held=Sum("quantity"))
    return dict(sums.values_list("product_id", "held"))


def held_and_tree(products: Mapping[int, Product], *, now: datetime) -> tuple[dict[int, int], int]:
    """What held() says of the locked products, and the version of the category tree."""
    until = connection.ops.adapt_datetimefield_value(now)
    with connection.cursor() as cursor:
        cursor.execute(HELD.format(ids=", ".join(["%s"] * len(products))), [*products, until])
        *holds, (_, tree) = cursor.fetchall()
    return {pk: int(quantity) for pk, quantity in holds}, int(tree or 0) or versions.current().tree


def free(
    products: Mapping[int, Product], *, now: datetime, but_for: int | None = None
) -> dict[int, int]:
    """How many of each locked product nobody holds. May be negative where staff lowered stock."""
    return without(held(products, now=now, but_for=but_for), products)


def without(holds: Mapping[int, int], products: Mapping[int, Product]) -> dict[int, int]:
    return {pk: left - holds.get(pk, 0) for pk, left in on_shelf(products).items()}


def on_shelf(products: Mapping[int, Product]) -> dict[int, int]:
    """What there is of each, holds included. A main product has but what its variants have."""
    return {
        pk: 0 if product.has_variants else product.stock_quantity
        for pk, product in products.items()
    }


def suffices(available: Mapping[int, int], quantities: Quantities) -> bool:
    return all(available.get(pk, 0) >= quantity for pk, quantity in quantities.items())


def take(quantities: Quantities, *, invoice: str, products: Mapping[int, Product]) -> None:
    """Take what was found to be there under the lock; all of it or an exception."""
    by = {pk: -quantity for pk, quantity in quantities.items()}
    of_mains = sums(by, products)
    count = change(by | of_mains)
    if count < len(by):
        raise RuntimeError(f"The stock for {invoice} moved under its lock.")
    if count < len(by) + len(of_mains):
        # A sum that was wrong must not stop a paid order.
        variants.refresh(of_mains)
    low_stock.tell(quantities, products)
    journal(
        quantities, sign=-1, reason=StockMovement.Reason.SALE, invoice=invoice, products=products
    )


def give_back(quantities: Quantities, *, invoice: str, products: Mapping[int, Product]) -> None:
    """Return what an order took; the caller makes sure that this happens once."""
    # What became a main product meanwhile has no stock of its own.
    quantities = {pk: by for pk, by in quantities.items() if not products[pk].has_variants}
    if not quantities:
        return
    change({**quantities, **sums(quantities, products)})
    journal(
        quantities, sign=1, reason=StockMovement.Reason.RETURN, invoice=invoice, products=products
    )


def sums(by: Mapping[int, int], products: Mapping[int, Product]) -> dict[int, int]:
    """What follows for the main products: the change of all their variants that are shown."""
    found: dict[int, int] = defaultdict(int)
    for pk, change in by.items():
        product = products[pk]
        if product.variant_of_id and product.is_active and product.deleted_at is None:
            found[product.variant_of_id] += change
    return found


def change(by: Mapping[int, int]) -> int:
    """One UPDATE for all products, {id: plus or minus}; returns how many had enough.

    Plain SQL: making it took the ORM as long as the rest of the sale's writes together."""
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
    """Say why the stock changed, and that readers must look again."""
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
