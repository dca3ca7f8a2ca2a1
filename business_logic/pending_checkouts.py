"""The checkouts that wait for their payment: a copy in the cache, the row behind it."""

from datetime import datetime

from django.conf import settings

from business_logic.entities import PendingCheckout, PricedLine, Totals
from common import cache
from orders.models import Checkout, CheckoutItem, PaymentAttempt


def cache_key(invoice: str) -> str:
    # Raised when what is kept changes: a copy of an older release is not read.
    return f"checkout:2:{invoice}"


def of_row(checkout: Checkout, lines: tuple[PricedLine, ...]) -> PendingCheckout:
    return PendingCheckout(
        pk=checkout.pk,
        invoice=checkout.invoice,
        user_id=checkout.user_id,
        first_name=checkout.first_name,
        last_name=checkout.last_name,
        email=checkout.email,
        language=checkout.language,
        totals=totals_of(checkout),
        currency=checkout.currency,
        expires_at=checkout.expires_at,
        lines=lines,
    )


def save(pending: PendingCheckout) -> None:
    """Keep the copy for the time of the checkout; call it after the row was committed."""
    cache.remember(cache_key(pending.invoice), pending, settings.CHECKOUT_TTL_SECONDS)


def recall(invoice: str) -> PendingCheckout | None:
    """The copy, if the cache still has it. Ask before any lock is taken: a cache may be slow."""
    copy = cache.recall(cache_key(invoice))
    return copy if isinstance(copy, PendingCheckout) else None


def load(checkout: Checkout, copy: PendingCheckout | None = None) -> PendingCheckout:
    """The data of a checkout: the cache's copy of it, or its rows where there is none."""
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


def totals_of(checkout: Checkout) -> Totals:
    return Totals(
        subtotal=checkout.subtotal,
        tax=checkout.tax,
        consumption_tax=checkout.consumption_tax,
        discount=checkout.discount,
    )


def discard(invoice: str) -> None:
    cache.forget(cache_key(invoice))


def is_in_review(attempt: PaymentAttempt) -> bool:
    """Whether the buyer paid, but a person has to decide what becomes of the money."""
    is_refused = attempt.state == PaymentAttempt.State.REFUSED
    return is_refused and attempt.refusal != "test_payment"


def status(checkout: Checkout, *, now: datetime) -> str:
    """open, pending, paid, review, reversed or expired, as the buyer sees it."""
    order = getattr(checkout, "order", None)
    if order:
        return str(order.payment_status)
    if checkout.status == Checkout.Status.PENDING:
        return "pending"
    if any(is_in_review(attempt) for attempt in checkout.attempts.all()):
        return "review"
    return "open" if checkout.expires_at > now and not checkout.is_replaced else "expired"
