"""Stock: what is free, what is held, what is taken and given back.

Whoever changes stock first locks the products, once and in pk order, so that two carts sharing
products queue up and never deadlock. On SQLite the transaction itself is the lock (IMMEDIATE)."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db.models import Case, F, IntegerField, Q, Sum, Value, When
from django.utils import timezone

from business_logic import low_stock
from catalog import stock_journal, versions
from catalog.models import Product, StockMovement
from orders.models import CheckoutItem

Quantities = Mapping[int, int]


def lock_products(product_ids: Iterable[int]) -> dict[int, Product]:
    """The products by id, locked until the transaction ends; unknown ids are left out."""
    rows = Product.objects.select_for_update().filter(pk__in=set(product_ids)).order_by("pk")
    rows = rows.defer("description", "search_text")  # the long ones
    return {product.pk: product for product in rows}


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


def free(
    products: Mapping[int, Product], *, now: datetime, but_for: int | None = None
) -> dict[int, int]:
    """How many of each locked product nobody holds. May be negative where staff lowered stock."""
    holds = held(products, now=now, but_for=but_for)
    return {pk: product.stock_quantity - holds.get(pk, 0) for pk, product in products.items()}


def suffices(available: Mapping[int, int], quantities: Quantities) -> bool:
    return all(available.get(pk, 0) >= quantity for pk, quantity in quantities.items())


def take(quantities: Quantities, *, invoice: str, products: Mapping[int, Product]) -> None:
    """Take what was found to be there under the lock; all of it or an exception."""
    enough = Q()
    for pk, quantity in quantities.items():
        enough |= Q(pk=pk, stock_quantity__gte=quantity)
    if change(Product.objects.filter(enough), quantities, sign=-1) != len(quantities):
        raise RuntimeError(f"The stock for {invoice} moved under its lock.")
    low_stock.tell(quantities, products)
    journal(
        quantities, sign=-1, reason=StockMovement.Reason.SALE, invoice=invoice, products=products
    )


def give_back(quantities: Quantities, *, invoice: str, products: Mapping[int, Product]) -> None:
    """Return what an order took; the caller makes sure that this happens once."""
    change(Product.objects.filter(pk__in=quantities), quantities, sign=1)
    journal(
        quantities, sign=1, reason=StockMovement.Reason.RETURN, invoice=invoice, products=products
    )


def change(rows, quantities: Quantities, *, sign: int) -> int:
    """One UPDATE for all products; returns how many rows it found."""
    amounts = [When(pk=pk, then=Value(sign * quantity)) for pk, quantity in quantities.items()]
    delta = Case(*amounts, default=Value(0), output_field=IntegerField())
    return rows.update(stock_quantity=F("stock_quantity") + delta, updated_at=timezone.now())


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
