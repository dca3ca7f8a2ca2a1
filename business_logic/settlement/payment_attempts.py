"""Pending and failed payment attempts, and the stock held for them."""

from datetime import datetime, timedelta
from decimal import ROUND_DOWN
from functools import partial

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import F, Sum
from django.utils import timezone

from business_logic import availability, stock
from business_logic.checkout import pending_checkouts
from business_logic.entities import Payment, PendingCheckout
from common.db.transactions import in_transaction
from common.db.writing import insert
from common.money.taxes import CENT
from orders import mails
from orders.models import Checkout, CheckoutItem, PaymentAttempt

# How many pending payments of one buyer hold stock. Without this bound and PENDING_HOLD_UNITS
# one account that never pays could empty the shop for days.
MOST_PENDING_HOLDS = 10


def record_attempt(
    attempt: PaymentAttempt | None,
    payment: Payment,
    checkout: Checkout | None,
    *,
    state: str,
    refusal: str = "",
) -> PaymentAttempt:
    """Save the payment's state; one row per reference. An attempt that created an order stays with
    it, whatever invoice a later report names."""
    attempt = attempt or PaymentAttempt(reference=payment.reference)
    if attempt.state != PaymentAttempt.State.APPROVED:
        attempt.invoice = payment.invoice
        attempt.checkout = checkout
        # Cut to cents; rounding up could exceed the column's digits.
        attempt.amount = payment.amount.quantize(CENT, rounding=ROUND_DOWN)
        # The ledger keeps the reported text; here a currency is a three-letter code.
        attempt.currency = payment.currency[:3]
        attempt.payment_method = payment.method or attempt.payment_method
        attempt.approval_code = payment.approval_code or attempt.approval_code
    attempt.state = state
    attempt.refusal = refusal
    attempt.gateway_state = payment.gateway_state
    attempt.reason = payment.reason[:200]
    attempt.at = timezone.now()
    if attempt.pk is None:
        return insert(attempt)
    attempt.save()
    return attempt


def keep_hold(checkout: Checkout, copy: PendingCheckout | None, *, method: str = "") -> None:
    """Hold the stock for a pending payment, up to PENDING_HOLD_HOURS after the first one.

    An expired hold is renewed only if the stock is still available. If the buyer's other holds
    leave no room, it expires as usual; the payment still counts. The buyer gets an email the
    first time."""
    lines = pending_checkouts.load(checkout, copy).lines
    quantities = {line.product_id: line.quantity for line in lines}
    products = stock.lock_products(quantities)
    # Checked under the lock: the hold may have expired while waiting for it.
    now = timezone.now()
    if checkout.pending_until is None:
        checkout.pending_until = now + timedelta(hours=settings.PENDING_HOLD_HOURS)
    holds = checkout.hold_until > now
    may_hold = has_room(checkout, sum(quantities.values()), now)
    if may_hold and (
        holds or availability.suffices(availability.available(products, now=now), quantities)
    ):
        checkout.hold_until = max(checkout.hold_until, checkout.pending_until)
    is_news = checkout.status != Checkout.Status.PENDING
    checkout.status = Checkout.Status.PENDING
    # No longer the user's open checkout: they may begin another one beside it.
    checkout.open_for = None
    save(checkout)
    if is_news:
        until = checkout.hold_until.isoformat() if checkout.hold_until > now else ""
        method = mails.METHODS.get(method, "")
        mails.enqueue_checkout("payment_pending", checkout, lines=True, until=until, method=method)


def has_room(checkout: Checkout, pieces: int, now: datetime) -> bool:
    """Return True if the buyer's other pending payments leave room for these units.

    A closed account holds nothing, even if its payment became pending only afterwards."""
    # Locked, so that two payments of one buyer can't exceed the bound together.
    buyer = get_user_model().objects.select_for_update().filter(pk=checkout.user_id)
    if not any(buyer.values_list("is_active", flat=True)):
        return False
    others = Checkout.objects.filter(
        user=checkout.user_id,
        status=Checkout.Status.PENDING,
        hold_until__gt=now,
        hold_until__gte=F("pending_until"),
    ).exclude(pk=checkout.pk)
    if others.count() >= MOST_PENDING_HOLDS:
        return False
    kept = CheckoutItem.objects.filter(checkout__in=others).aggregate(sum=Sum("quantity"))["sum"]
    return (kept or 0) + pieces <= settings.PENDING_HOLD_UNITS


def release_hold(checkout: Checkout) -> bool:
    """Release the stock after a failed payment, unless the checkout or another payment is open.

    Returns True if the buyer was waiting for this payment."""
    others = checkout.attempts.filter(state=PaymentAttempt.State.PENDING)
    if checkout.status != Checkout.Status.PENDING or others.exists():
        return False
    now = timezone.now()
    checkout.status = Checkout.Status.OPEN
    checkout.hold_until = now if checkout.is_replaced else max(checkout.expires_at, now)
    user_is_free = not Checkout.objects.filter(open_for=checkout.user_id).exists()
    if checkout.hold_until > now and user_is_free:
        checkout.open_for_id = checkout.user_id
    save(checkout)
    return True


def end_lapsed(*, most: int = 500) -> int:
    """Mark pending payments whose time is over, and email their buyers once.

    A later approval still creates the order. Returns how many there were."""
    rows = Checkout.objects.filter(
        status=Checkout.Status.PENDING,
        pending_until__lte=timezone.now(),
        hold_until__lte=timezone.now(),
    )
    found = rows.order_by("pending_until").values_list("pk", flat=True)[:most]
    return sum(in_transaction(partial(end_one, pk)) for pk in list(found))


def end_one(pk: int) -> bool:
    checkout = Checkout.objects.select_for_update().get(pk=pk)
    # Checked again under the lock: a notification may have come first.
    if checkout.status != Checkout.Status.PENDING or checkout.hold_until > timezone.now():
        return False
    checkout.status = Checkout.Status.OPEN
    save(checkout)
    since = checkout.attempts.order_by("pk").values_list("created_at", flat=True).first()
    date = (since or checkout.created_at).isoformat()
    mails.enqueue_checkout("payment_lapsed", checkout, date=date)
    return True


def save(checkout: Checkout) -> None:
    checkout.save(update_fields=["status", "open_for", "pending_until", "hold_until", "updated_at"])
