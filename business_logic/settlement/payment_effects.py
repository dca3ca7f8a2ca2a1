"""What a payment report does to its checkout, order and attempt; state_machine.py says when."""

from django.conf import settings

from business_logic.entities import Outcome, Payment, PaymentState
from business_logic.orders import lifecycle
from business_logic.settlement import payment_attempts
from business_logic.settlement.locked_payment import LockedPayment
from orders import mails
from orders.models import Checkout, Order, PaymentAttempt

State = PaymentAttempt.State


def approve(locked: LockedPayment) -> Outcome:
    """Create the order of an approved payment, or record why it can't have one."""
    refusal = refusal_of(locked.payment, locked.checkout)
    if not refusal and locked.order:
        refusal = "second_payment"
    if refusal:
        locked.record(State.REFUSED, refusal=refusal)
        return Outcome("refused", attention=refusal)
    assert locked.checkout is not None  # noqa: S101 refusal_of answered unknown_invoice
    unclear = locked.payment.is_test is None and not settings.EPAYCO_TEST
    made = lifecycle.create_order(
        locked.checkout, locked.payment, copy=locked.copy, doubt="test_unclear" if unclear else ""
    )
    locked.record(State.APPROVED)
    return Outcome("in_review" if made.review else "order_made", attention=made.review)


def refusal_of(payment: Payment, checkout: Checkout | None) -> str:
    """Return why the payment doesn't match the checkout, or ""."""
    if checkout is None:
        return "unknown_invoice"
    if payment.is_test and not settings.EPAYCO_TEST:
        return "test_payment"
    if payment.currency.upper() != checkout.currency:
        return "currency_mismatch"
    return "" if payment.amount == checkout.total else "amount_mismatch"


def wait(locked: LockedPayment) -> Outcome:
    """Keep the stock for a pending payment, as long as the shop allows."""
    locked.record(State.PENDING)
    if locked.checkout and not locked.order and not refusal_of(locked.payment, locked.checkout):
        payment_attempts.keep_hold(locked.checkout, locked.copy, method=locked.payment.method)
    return Outcome("pending")


def fail(locked: LockedPayment) -> Outcome:
    """Record a failed payment; another one may still pay for the checkout."""
    attempt = locked.record(State.FAILED)
    if locked.checkout and not locked.order and payment_attempts.release_hold(locked.checkout):
        # Only after a pending payment: a rejected card is seen immediately.
        mails.enqueue_checkout(
            "payment_failed",
            locked.checkout,
            state=locked.payment.gateway_state,
            reference=locked.payment.reference,
            date=attempt.created_at.isoformat(),
        )
    return Outcome("failed")


def reverse(locked: LockedPayment) -> Outcome:
    """Reverse the order and return its stock, once."""
    order = order_of_attempt(locked)
    locked.record(State.REVERSED)
    if order is None:
        if locked.checkout and not locked.order:
            payment_attempts.release_hold(locked.checkout)
        return Outcome("reversed_without_order")
    is_out = order.status in (Order.Status.SHIPPED, Order.Status.DELIVERED)
    # If the shop was about to refund everything anyway, the goods need no review.
    was_shipped = is_out and order.refundable > 0
    attention = "paid_back_twice" if order.refunded else ""
    lifecycle.reverse_order(order)
    return Outcome(
        "reversed", attention=attention or ("reversed_after_shipping" if was_shipped else "")
    )


def again(locked: LockedPayment) -> Outcome:
    """Ignore a repeat; but if a person had refunded the payment by hand, flag that the gateway has
    now refunded it too."""
    assert locked.attempt is not None  # noqa: S101 the table asks for a reversed attempt
    if locked.attempt.gateway_state == locked.payment.gateway_state:
        return Outcome("unchanged")
    locked.record(State.REVERSED)
    return Outcome("unchanged", attention="paid_back_twice")


def order_of_attempt(locked: LockedPayment) -> Order | None:
    """Return the order of this payment, found by reference, never by invoice alone."""
    if locked.order and locked.order.ref_payco == locked.payment.reference:
        return locked.order
    rows = Order.objects.select_for_update()
    return rows.filter(ref_payco=locked.payment.reference).first()


def ignore(locked: LockedPayment) -> Outcome:
    """Ignore an outdated report, but flag an approval for another invoice."""
    attempt, payment = locked.attempt, locked.payment
    moved = attempt is not None and attempt.invoice != payment.invoice
    if moved and payment.state is PaymentState.APPROVED:
        return Outcome("refused", attention="reference_reused")
    return Outcome("unchanged")
