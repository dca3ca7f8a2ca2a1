"""Begin a checkout: validate the cart, hold its stock, store it."""

import uuid
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

from django.conf import settings
from django.db import IntegrityError
from django.utils import timezone

from business_logic import availability, stock
from business_logic.checkout import pending_checkouts
from business_logic.entities import (
    CheckoutRequest,
    Delivery,
    PricedCart,
    PricedLine,
    TaxRow,
)
from business_logic.exceptions import Busy, IdempotencyConflict
from business_logic.pricing import vouchers
from business_logic.pricing.carts import price_cart
from catalog.public import tree
from common.db.transactions import retried_transaction
from common.db.writing import insert, insert_all
from common.http.idempotency import Idempotency
from common.money.taxes import rate_text
from orders.models import Checkout, CheckoutItem

# How often concurrent requests of one user may collide before one gets an error.
COLLISIONS = 8
IDEMPOTENCY_WINDOW = timedelta(minutes=5)
# Opening the gateway's session takes seconds; after this time it has ended.
UNREADY_WINDOW = timedelta(seconds=30)


class Begun(NamedTuple):
    """A checkout and its lines; the earlier one if the request was repeated."""

    checkout: Checkout
    lines: tuple[PricedLine, ...]
    is_new: bool


def begin_checkout(wanted: CheckoutRequest, *, admit: Callable[[], None] = lambda: None) -> Begun:
    """Price the cart and hold its stock. admit is called before a new checkout, not for a repeat.

    Raises CartRejected with all faults, IdempotencyConflict, or RetriesExhausted."""
    for collisions in range(COLLISIONS):
        if wanted.idempotency and (earlier := repeated(wanted.idempotency)):
            return Begun(earlier, pending_checkouts.lines_of(earlier), is_new=False)
        if not collisions:
            admit()
        try:
            checkout, cart = begin(wanted)
        except IntegrityError:
            # Another request of this user came first; check again.
            continue
        pending_checkouts.save(pending_checkouts.of_row(checkout, cart.lines))
        return Begun(checkout, cart.lines, is_new=True)
    raise Busy


def repeated(idempotency: Idempotency) -> Checkout | None:
    """Return the recent checkout of this idempotency key; older keys may be reused."""
    rows = Checkout.objects.filter(idempotency_key=idempotency.key)
    earlier = rows.first()
    if earlier is None:
        return None
    window = IDEMPOTENCY_WINDOW if earlier.is_ready else UNREADY_WINDOW
    if earlier.created_at + window <= timezone.now():
        rows.filter(pk=earlier.pk).update(idempotency_key=None)
        return None
    if earlier.request_digest != idempotency.digest:
        raise IdempotencyConflict
    return earlier


@retried_transaction
def begin(wanted: CheckoutRequest) -> tuple[Checkout, PricedCart]:
    # Lock checkouts before products, as settlement does.
    replace_open_checkout(wanted.buyer.user_id, timezone.now())
    products = stock.lock_products(line.product_id for line in wanted.lines)
    # The time after waiting for the locks: at an earlier time, a hold that has become an order
    # would count in addition to the units sold.
    now = timezone.now()
    holds, categories = availability.held_and_tree(products, now=now)
    free = availability.without(holds, products)
    # Lock the voucher after the products, in every checkout.
    voucher, more = vouchers.read(wanted.voucher, wanted.buyer.user_id, now=now, lock=True)
    faults = [*wanted.faults, *more]
    cart = price_cart(
        wanted.lines, faults, products, free, wanted.delivery, voucher, tree.at(categories)
    )
    checkout = write(wanted, cart, now)
    if cart.voucher:
        vouchers.record_use(cart.voucher, checkout)
    return checkout, cart


def replace_open_checkout(user_id: int, now: datetime) -> None:
    """Close the user's earlier open checkout and release its hold."""
    Checkout.objects.filter(open_for=user_id).update(
        open_for=None, is_replaced=True, hold_until=now
    )


def write(wanted: CheckoutRequest, cart: PricedCart, now: datetime) -> Checkout:
    deadline = now + timedelta(seconds=settings.CHECKOUT_TTL_SECONDS)
    buyer, idempotency = wanted.buyer, wanted.idempotency
    checkout = Checkout(
        invoice=f"INV-{uuid.uuid4()}",
        user_id=buyer.user_id,
        open_for_id=buyer.user_id,
        **{name: getattr(buyer, name) for name in Checkout.BUYER_FIELDS},
        document_type=buyer.document.type if buyer.document else "",
        document_number=buyer.document.number if buyer.document else "",
        **delivery_fields(wanted.delivery, cart.delivery_price),
        **amount_fields(cart),
        expires_at=deadline,
        hold_until=deadline,
        idempotency_key=idempotency.key if idempotency else None,
        request_digest=idempotency.digest if idempotency else "",
        is_ready=wanted.is_ready,
        may_remind=wanted.may_remind,
    )
    insert(checkout)
    insert_all([CheckoutItem(checkout=checkout, **line.columns) for line in cart.lines])
    return checkout


def amount_fields(cart: PricedCart) -> dict:
    totals = cart.totals
    return {
        "subtotal": totals.subtotal,
        "discount": totals.discount,
        "voucher": cart.voucher.code if cart.voucher else "",
        "tax": totals.tax,
        "consumption_tax": totals.consumption_tax,
        "total": totals.total,
        "taxes": tax_texts(totals.taxes),
        "prices_include_tax": cart.prices_include_tax,
        "currency": cart.currency,
    }


def tax_texts(rows: Iterable[TaxRow]) -> list[dict[str, str]]:
    """Return the tax rows as stored and shown: numbers as strings."""
    return [
        {
            "tax_class": row.tax_class,
            "rate": rate_text(row.rate),
            "base": f"{row.base:.2f}",
            "amount": f"{row.amount:.2f}",
        }
        for row in rows
    ]


def delivery_fields(delivery: Delivery | None, price: Decimal) -> dict:
    if delivery is None:
        return {}
    return {
        "delivery_method": delivery.method,
        "delivery_price": price,
        "department": delivery.department,
        "city": delivery.city,
        "city_code": delivery.city_code,
        "address": delivery.address,
        "delivery_phone": delivery.phone,
    }


def abandon(checkout: Checkout) -> None:
    """Cancel a checkout that can't be paid: release its hold and its idempotency key."""
    Checkout.objects.filter(pk=checkout.pk, status=Checkout.Status.OPEN).update(
        open_for=None, is_replaced=True, hold_until=timezone.now(), idempotency_key=None
    )
    pending_checkouts.discard(checkout.invoice)
