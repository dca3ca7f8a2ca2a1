"""Beginning a checkout: check the lines, hold the stock, save what was agreed."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError
from django.utils import timezone

from business_logic import pending_checkouts, stock
from business_logic.entities import CartLine, LineFault, PendingCheckout, PricedLine, Totals
from business_logic.exceptions import Busy, CartRejected, IdempotencyConflict
from business_logic.pricing import LARGEST_TOTAL, price_lines
from catalog import tree, versions
from catalog.models import Product
from common.db import GaveUp, in_transaction
from orders.models import Checkout, CheckoutItem

# How often the same user's rival requests may collide before one is told to try again.
COLLISIONS = 8
IDEMPOTENCY_WINDOW = timedelta(minutes=5)


@dataclass(frozen=True)
class Buyer:
    user_id: int
    first_name: str
    last_name: str
    email: str
    language: str = "es"


@dataclass(frozen=True)
class Idempotency:
    """key is unique per user and Idempotency-Key; digest stands for the body it came with."""

    key: str
    digest: str


def begin_checkout(
    buyer: Buyer,
    lines: Sequence[CartLine],
    *,
    faults: Iterable[LineFault] = (),
    idempotency: Idempotency | None = None,
    is_ready: bool = True,
) -> tuple[Checkout, bool]:
    """Price the cart and hold its stock; returns the checkout and whether it is a new one.

    faults are those found while the request was read; they are reported with the ones found
    here. Raises CartRejected with all of them, IdempotencyConflict, or Busy."""
    for _ in range(COLLISIONS):
        if idempotency and (earlier := repeated(idempotency)):
            return earlier, False
        try:
            pending, checkout = in_transaction(
                lambda: begin(buyer, lines, list(faults), idempotency, is_ready)
            )
        except IntegrityError:
            # Another request of this user came first; look again at what it left behind.
            continue
        except GaveUp as error:
            raise Busy from error
        pending_checkouts.save(pending)
        return checkout, True
    raise Busy


def repeated(idempotency: Idempotency) -> Checkout | None:
    """The checkout that this key began in the last minutes; an older key is free again."""
    rows = Checkout.objects.filter(idempotency_key=idempotency.key)
    earlier = rows.first()
    if earlier is None:
        return None
    if earlier.created_at + IDEMPOTENCY_WINDOW <= timezone.now():
        rows.filter(pk=earlier.pk).update(idempotency_key=None)
        return None
    if earlier.request_digest != idempotency.digest:
        raise IdempotencyConflict
    return earlier


def begin(
    buyer: Buyer,
    lines: Sequence[CartLine],
    faults: list[LineFault],
    idempotency: Idempotency | None,
    is_ready: bool,
) -> tuple[PendingCheckout, Checkout]:
    now = timezone.now()
    # Checkouts before products, here and in settlement: one order for all locks.
    replace_open_checkout(buyer.user_id, now)
    products = stock.lock_products(line.product_id for line in lines)
    faults += line_faults(lines, products, stock.free(products, now=now))
    if faults:
        raise CartRejected(sorted(faults, key=lambda fault: (fault.index is None, fault.index)))
    priced = merge(lines, products)
    totals = price_lines(priced, tax_rate=settings.TAX_RATE, currency=settings.EPAYCO_CURRENCY)
    if totals.total > LARGEST_TOTAL:
        raise CartRejected([LineFault(None, "items", "max_value", "The total is too large.")])
    checkout = write(buyer, priced, totals, now, idempotency, is_ready)
    return pending_checkouts.of_row(checkout, priced), checkout


def replace_open_checkout(user_id: int, now: datetime) -> None:
    """End the user's earlier open checkout, and its hold with it."""
    Checkout.objects.filter(open_for=user_id).update(
        open_for=None, is_replaced=True, hold_until=now
    )


def line_faults(
    lines: Iterable[CartLine], products: Mapping[int, Product], free: Mapping[int, int]
) -> list[LineFault]:
    """Everything that is wrong with the lines. Lines of one product share what is free of it."""
    categories = tree.at(versions.current().shape)
    wanted: dict[int, int] = defaultdict(int)
    faults: list[LineFault] = []
    for line in lines:
        product = products.get(line.product_id)
        if product is None or not is_on_sale(product, categories):
            faults.append(fault(line, "product_id", "product_unavailable", "It is not for sale."))
            continue
        wanted[product.pk] += line.quantity
        if line.price != product.price:
            detail = f"The price is now {product.price}."
            faults.append(fault(line, "price", "price_changed", detail))
        if wanted[product.pk] > free[product.pk]:
            detail = f"Only {max(free[product.pk], 0)} left."
            faults.append(fault(line, "quantity", "insufficient_stock", detail))
    return faults


def is_on_sale(product: Product, categories: tree.Tree) -> bool:
    """Active, not deleted, and under categories that are all active, if under any."""
    if not product.is_active or product.deleted_at is not None:
        return False
    if product.category_id is None:
        return True
    node = categories.nodes.get(product.category_id)
    return node is not None and node.visible


def fault(line: CartLine, field: str, code: str, detail: str) -> LineFault:
    return LineFault(line.index, field, code, detail)


def merge(lines: Iterable[CartLine], products: Mapping[int, Product]) -> tuple[PricedLine, ...]:
    """One line per product, in pk order, at today's prices."""
    quantities: dict[int, int] = defaultdict(int)
    for line in lines:
        quantities[line.product_id] += line.quantity
    return tuple(
        PricedLine(pk, products[pk].name, products[pk].slug, quantities[pk], products[pk].price)
        for pk in sorted(quantities)
    )


def write(
    buyer: Buyer,
    priced: tuple[PricedLine, ...],
    totals: Totals,
    now: datetime,
    idempotency: Idempotency | None,
    is_ready: bool,
) -> Checkout:
    deadline = now + timedelta(seconds=settings.CHECKOUT_TTL_SECONDS)
    checkout = Checkout.objects.create(
        invoice=f"INV-{uuid.uuid4()}",
        user_id=buyer.user_id,
        open_for_id=buyer.user_id,
        first_name=buyer.first_name,
        last_name=buyer.last_name,
        email=buyer.email,
        language=buyer.language,
        subtotal=totals.subtotal,
        tax=totals.tax,
        total=totals.total,
        currency=settings.EPAYCO_CURRENCY,
        expires_at=deadline,
        hold_until=deadline,
        idempotency_key=idempotency.key if idempotency else None,
        request_digest=idempotency.digest if idempotency else "",
        is_ready=is_ready,
    )
    CheckoutItem.objects.bulk_create(
        CheckoutItem(
            checkout=checkout,
            product_id=line.product_id,
            product_name=line.name,
            product_slug=line.slug,
            quantity=line.quantity,
            price=line.price,
        )
        for line in priced
    )
    return checkout


def abandon(checkout: Checkout) -> None:
    """Give up a checkout that nobody can pay: its hold ends and its key is free again."""
    now = timezone.now()
    Checkout.objects.filter(pk=checkout.pk, status=Checkout.Status.OPEN).update(
        open_for=None, is_replaced=True, hold_until=now, idempotency_key=None
    )
    pending_checkouts.discard(checkout.invoice)
