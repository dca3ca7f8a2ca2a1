"""How many units of a product are available: its stock minus the holds of checkouts."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import connection
from django.db.models import Sum

from business_logic.stock import Quantities
from catalog.models import Product
from catalog.public import versions
from orders.models import CheckoutItem

# One statement for the held units and the version of the category tree.
HELD = """SELECT item.product_id, SUM(item.quantity)
FROM checkoutitem item JOIN checkout ON checkout.id = item.checkout_id
WHERE item.product_id IN ({ids}) AND checkout.hold_until > %s GROUP BY item.product_id
UNION ALL SELECT 0, SUM(tree_writes) FROM catalog_version"""


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
