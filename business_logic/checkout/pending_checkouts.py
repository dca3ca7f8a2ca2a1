"""Unpaid checkouts: a copy in the cache, backed by the row."""

from datetime import datetime

from django.conf import settings

from business_logic.entities import PendingCheckout, PricedLine
from common import cache
from orders.models import Checkout, CheckoutItem, PaymentAttempt


def cache_key(invoice: str) -> str:
    # Increment when the data changes, so that copies of an older release aren't read.
    return f"checkout:3:{invoice}"


def of_row(checkout: Checkout, lines: tuple[PricedLine, ...]) -> PendingCheckout:
    return PendingCheckout(pk=checkout.pk, invoice=checkout.invoice, lines=lines)


def save(pending: PendingCheckout) -> None:
    """Cache a copy for the lifetime of the checkout; call it after the row is committed."""
    cache.set_cached(cache_key(pending.invoice), pending, settings.CHECKOUT_TTL_SECONDS)


def recall(invoice: str) -> PendingCheckout | None:
    """Return the cached copy, if any. Call it before taking locks: a cache may be slow."""
    copy = cache.get_cached(cache_key(invoice))
    return copy if isinstance(copy, PendingCheckout) else None


def load(checkout: Checkout, copy: PendingCheckout | None = None) -> PendingCheckout:
    """Return a checkout's data from its cached copy, or from its rows."""
    if copy is not None and copy.pk == checkout.pk:
        return copy
    return of_row(checkout, lines_of(checkout))


def lines_of(checkout: Checkout) -> tuple[PricedLine, ...]:
    items = sorted(checkout.items.all(), key=lambda item: item.product_id)
    return tuple(map(line_of, items))


def line_of(item: CheckoutItem) -> PricedLine:
    return PricedLine(
        product_id=item.product_id,
        name=item.product_name,
        slug=item.product_slug,
        sku=item.sku,
        quantity=item.quantity,
        **{name: getattr(item, name) for name in CheckoutItem.TAX_FIELDS},
    )


def discard(invoice: str) -> None:
    cache.forget(cache_key(invoice))


def is_in_review(attempt: PaymentAttempt) -> bool:
    """Return True if the buyer paid, but the payment needs review."""
    is_refused = attempt.state == PaymentAttempt.State.REFUSED
    return is_refused and attempt.refusal != "test_payment"


def status(checkout: Checkout, *, now: datetime) -> str:
    """Return the buyer's view: open, pending, paid, review, reversed or expired."""
    order = getattr(checkout, "order", None)
    if order:
        return str(order.payment_status)
    if checkout.status == Checkout.Status.PENDING:
        return "pending"
    if any(is_in_review(attempt) for attempt in checkout.attempts.all()):
        return "review"
    return "open" if checkout.expires_at > now and not checkout.is_replaced else "expired"
