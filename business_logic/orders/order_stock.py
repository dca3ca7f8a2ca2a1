"""Deduct an order's stock, and return it."""

from collections.abc import Mapping
from datetime import datetime

from django.utils import timezone

from business_logic import availability, stock
from catalog.models import Product
from orders.models import Checkout, Order, OrderItem


def take_stock(checkout: Checkout, quantities: Mapping[int, int]) -> bool:
    """Deduct the stock if available: this checkout's hold counts as available, others' don't."""
    successor = successor_of(checkout)
    products = stock.lock_products(quantities)
    return take_locked(checkout, successor, products, quantities)


def take_locked(
    checkout: Checkout,
    successor: Checkout | None,
    products: Mapping[int, Product],
    quantities: Mapping[int, int],
) -> bool:
    # Checked under the lock: the hold may have expired while waiting for it.
    now = timezone.now()
    if checkout.hold_until > now:
        available = availability.on_shelf(products)
    else:
        available = availability.available(products, now=now)
    if successor and not availability.suffices(available, quantities):
        available = availability.available(products, now=now, but_for=checkout.user_id)
        if availability.suffices(available, quantities):
            end_hold(successor, now)
    if not availability.suffices(available, quantities):
        return False
    stock.deduct(quantities, invoice=checkout.invoice, products=products)
    return True


def successor_of(checkout: Checkout) -> Checkout | None:
    """Lock and return the buyer's newer open checkout, which gives way to the paid one."""
    if not checkout.is_replaced:
        return None
    return Checkout.objects.select_for_update().filter(open_for=checkout.user_id).first()


def end_hold(checkout: Checkout, now: datetime) -> None:
    checkout.open_for, checkout.is_replaced, checkout.hold_until = None, True, now
    checkout.save(update_fields=["open_for", "is_replaced", "hold_until", "updated_at"])


def return_stock(order: Order, items: list[OrderItem]) -> None:
    """Return the order's remaining stock, once; the caller saves the order."""
    if not order.holds_stock:
        return
    left = {item.product_id: item.quantity - item.returned for item in items}
    restock(order, {pk: quantity for pk, quantity in left.items() if quantity})
    order.holds_stock = False


def restock(order: Order, quantities: Mapping[int, int]) -> None:
    if quantities:
        products = stock.lock_products(quantities)
        stock.restock(quantities, invoice=order.invoice_id, products=products)
