"""The invariants: what must be true of the rows, whatever happened."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, F, Max, QuerySet, Sum
from django.utils import timezone

from catalog.models import Product, StockMovement
from orders.models import CheckoutItem, Order, OrderItem


@dataclass(frozen=True)
class Bookmark:
    """The state of the invariants when a part began. Earlier rows are ignored."""

    product: int
    order: int


def newest() -> Bookmark:
    last = [rows.aggregate(pk=Max("pk"))["pk"] or 0 for rows in (Product.objects, Order.objects)]
    return Bookmark(*last)


def audit(since: Bookmark) -> dict[str, int]:
    """Count units sold without stock, missing units and duplicate orders. All must be zero."""
    # Main products show a sum, which tools.proof.races.variants checks.
    products = Product.objects.filter(pk__gt=since.product, has_variants=False)
    stock = dict(products.values_list("pk", "stock_quantity"))
    moves = StockMovement.objects.filter(product_id__gt=since.product)
    supplied = summed(moves.exclude(reason__in=("sale", "return")), "change")
    journal = summed(moves, "change")
    sold = summed(OrderItem.objects.filter(order__holds_stock=True), "quantity")
    held = summed(CheckoutItem.objects.filter(checkout__hold_until__gt=timezone.now()), "quantity")
    orders = Order.objects.filter(pk__gt=since.order).order_by()
    return {
        "oversold": sum(max(0, sold[pk] + held[pk] - supplied[pk]) for pk in stock),
        "misbooked": sum(
            abs(stock[pk] - supplied[pk] + sold[pk]) + abs(stock[pk] - journal[pk]) for pk in stock
        ),
        "doubled": sum(twice(orders, column) for column in ("invoice_id", "ref_payco")),
        "wrong_sums": orders.exclude(total=F("subtotal") + F("tax") + F("consumption_tax")).count(),
    }


def summed(rows: QuerySet, column: str) -> Counter[int]:
    """Sum the column for each product."""
    found = rows.order_by().values("product_id").annotate(sum=Sum(column))
    return Counter(dict(found.values_list("product_id", "sum")))


def twice(orders: QuerySet, column: str) -> int:
    """Count orders that share their value of the column with an earlier order."""
    groups = orders.values(column).annotate(orders=Count("pk"))
    return sum(group["orders"] - 1 for group in groups.filter(orders__gt=1))
