"""Settle payment reports: the state machine of payments.

Rows are the states of a payment attempt, columns the reported states:

    attempt    PENDING   FAILED    APPROVED   REVERSED
    (new)      wait      fail      approve    reverse     a reversal may overtake its approval
    pending    ignore    fail      approve    reverse
    failed     ignore    ignore    approve    reverse     a late failure must not lose a payment
    refused    ignore    ignore    approve    reverse     the reason may no longer apply
    approved   ignore    ignore    ignore     reverse
    reversed   ignore    ignore    ignore     again       a repeat, unless refunded by hand

The caller records any other state; it changes nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, IntegrityError, transaction
from django.db.models import QuerySet, Subquery

from business_logic import orders as order_making
from business_logic import payment_attempts as waiting
from business_logic import pending_checkouts
from business_logic.entities import Outcome, Payment, PaymentState, PendingCheckout
from business_logic.exceptions import Busy, NotRecorded
from common.db.statements import columns, prepared
from common.db.transactions import in_transaction
from orders import mails
from orders.models import Checkout, Order, PaymentAttempt

State = PaymentAttempt.State
COLLISIONS = 8
COLUMNS = columns(Checkout)
# Placeholders for these values in the prepared statement.
REFERENCE, INVOICE = "reference", "invoice"


@dataclass
class Case:
    """A payment report with its locked rows; copy is the cached checkout."""

    payment: Payment
    checkout: Checkout | None
    attempt: PaymentAttempt | None
    order: Order | None
    copy: PendingCheckout | None

    def record(self, state: str, *, refusal: str = "") -> PaymentAttempt:
        """Save the attempt's state."""
        self.attempt = waiting.record_attempt(
            self.attempt, self.payment, self.checkout, state=state, refusal=refusal
        )
        return self.attempt


def settle(payment: Payment, *, then: Callable[[Outcome], None] | None = None) -> Outcome:
    """Apply the report in one transaction, exactly once however often it comes.

    then is called with the outcome in that transaction, so that the caller's own record is
    committed or rolled back with it. Raises Busy or RetriesExhausted; nothing is written then."""
    copy = pending_checkouts.recall(payment.invoice)

    def work() -> Outcome:
        outcome = decide(payment, copy)
        if then:
            keep_record(then, outcome)
        return outcome

    return retry_on_conflict(work)


def keep_record(then: Callable[[Outcome], None], outcome: Outcome) -> None:
    """Run the caller's record; if the database rejects it, a retry would not help."""
    try:
        then(outcome)
    except IntegrityError as error:
        raise NotRecorded from error


def preview(payment: Payment) -> Outcome:
    """Return what settling would result in, and roll it back. Raises Busy or RetriesExhausted."""

    def work() -> Outcome:
        outcome = decide(payment, None)
        transaction.set_rollback(True)
        return outcome

    return retry_on_conflict(work)


def retry_on_conflict(work: Callable[[], Outcome]) -> Outcome:
    """Run work in one transaction; again if a concurrent report wrote the attempt or the order
    first, which the second run sees."""
    for _ in range(COLLISIONS):
        try:
            return in_transaction(work)
        except IntegrityError:
            continue
    raise Busy


def decide(payment: Payment, copy: PendingCheckout | None) -> Outcome:
    if payment.state is PaymentState.UNKNOWN:
        return Outcome("ignored", attention="unknown_state")
    case = open_case(payment, copy)
    effect = TABLE[case.attempt.state if case.attempt else None, payment.state]
    return effect(case)


def with_attempt() -> QuerySet:
    """Return the locked checkout with the attempt of this reference, if there is one."""
    told = Subquery(PaymentAttempt.objects.filter(reference=REFERENCE).values("pk"))
    rows = Checkout.objects.select_for_update().filter(invoice=INVOICE).annotate(told=told)
    return rows.values_list(*COLUMNS, "told")


def open_case(payment: Payment, copy: PendingCheckout | None) -> Case:
    """Lock the checkout, its order, then the attempt, before the products as everywhere.

    Most payments have neither order nor attempt yet, which the checkout's query tells. A
    concurrent request that adds an attempt afterwards hits the unique reference."""
    attempts = PaymentAttempt.objects.filter(reference=payment.reference)
    found = prepared("lock checkout", with_attempt).rows(
        {REFERENCE: payment.reference, INVOICE: payment.invoice}
    )
    *row, told = found[0] if found else (None,)
    checkout = Checkout.from_db(DEFAULT_DB_ALIAS, COLUMNS, row) if row else None
    is_first = checkout is not None and told is None
    # Compared here, because MySQL ignores case: "inv-…" is an unknown invoice.
    if checkout is not None and checkout.invoice != payment.invoice:
        checkout = None
    order = None
    if checkout is not None and checkout.status == Checkout.Status.SETTLED:
        order = Order.objects.select_for_update().get(checkout=checkout)
    attempt = None if is_first else attempts.select_for_update().first()
    return Case(payment, checkout, attempt, order, copy)


def approve(case: Case) -> Outcome:
    """Create the order of an approved payment, or record why it can't have one."""
    refusal = refusal_of(case.payment, case.checkout)
    if not refusal and case.order:
        refusal = "second_payment"
    if refusal:
        case.record(State.REFUSED, refusal=refusal)
        return Outcome("refused", attention=refusal)
    assert case.checkout is not None  # noqa: S101 refusal_of answered unknown_invoice
    unclear = case.payment.is_test is None and not settings.EPAYCO_TEST
    made = order_making.create_order(
        case.checkout, case.payment, copy=case.copy, doubt="test_unclear" if unclear else ""
    )
    case.record(State.APPROVED)
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


def wait(case: Case) -> Outcome:
    """Keep the stock for a pending payment, as long as the shop allows."""
    case.record(State.PENDING)
    if case.checkout and not case.order and not refusal_of(case.payment, case.checkout):
        waiting.keep_hold(case.checkout, case.copy, method=case.payment.method)
    return Outcome("pending")


def fail(case: Case) -> Outcome:
    """Record a failed payment; another one may still pay for the checkout."""
    attempt = case.record(State.FAILED)
    if case.checkout and not case.order and waiting.release_hold(case.checkout):
        # Only after a pending payment: a rejected card is seen immediately.
        mails.enqueue_checkout(
            "payment_failed",
            case.checkout,
            state=case.payment.gateway_state,
            reference=case.payment.reference,
            date=attempt.created_at.isoformat(),
        )
    return Outcome("failed")


def reverse(case: Case) -> Outcome:
    """Reverse the order and return its stock, once."""
    order = order_of_attempt(case)
    case.record(State.REVERSED)
    if order is None:
        if case.checkout and not case.order:
            waiting.release_hold(case.checkout)
        return Outcome("reversed_without_order")
    is_out = order.status in (Order.Status.SHIPPED, Order.Status.DELIVERED)
    # If the shop was about to refund everything anyway, the goods need no review.
    was_shipped = is_out and order.refundable > 0
    attention = "paid_back_twice" if order.refunded else ""
    order_making.reverse_order(order)
    return Outcome(
        "reversed", attention=attention or ("reversed_after_shipping" if was_shipped else "")
    )


def again(case: Case) -> Outcome:
    """Ignore a repeat; but if a person had refunded the payment by hand, flag that the gateway has
    now refunded it too."""
    assert case.attempt is not None  # noqa: S101 the table asks for a reversed attempt
    if case.attempt.gateway_state == case.payment.gateway_state:
        return Outcome("unchanged")
    case.record(State.REVERSED)
    return Outcome("unchanged", attention="paid_back_twice")


def order_of_attempt(case: Case) -> Order | None:
    """Return the order of this payment, found by reference, never by invoice alone."""
    if case.order and case.order.ref_payco == case.payment.reference:
        return case.order
    rows = Order.objects.select_for_update()
    return rows.filter(ref_payco=case.payment.reference).first()


def ignore(case: Case) -> Outcome:
    """Ignore an outdated report, but flag an approval for another invoice."""
    attempt, payment = case.attempt, case.payment
    moved = attempt is not None and attempt.invoice != payment.invoice
    if moved and payment.state is PaymentState.APPROVED:
        return Outcome("refused", attention="reference_reused")
    return Outcome("unchanged")


P = PaymentState
TABLE: dict[tuple[str | None, PaymentState], Callable[[Case], Outcome]] = {
    (None, P.PENDING): wait,
    (None, P.FAILED): fail,
    (None, P.APPROVED): approve,
    (None, P.REVERSED): reverse,
    (State.PENDING, P.PENDING): ignore,
    (State.PENDING, P.FAILED): fail,
    (State.PENDING, P.APPROVED): approve,
    (State.PENDING, P.REVERSED): reverse,
    (State.FAILED, P.PENDING): ignore,
    (State.FAILED, P.FAILED): ignore,
    (State.FAILED, P.APPROVED): approve,
    (State.FAILED, P.REVERSED): reverse,
    (State.REFUSED, P.PENDING): ignore,
    (State.REFUSED, P.FAILED): ignore,
    (State.REFUSED, P.APPROVED): approve,
    (State.REFUSED, P.REVERSED): reverse,
    (State.APPROVED, P.PENDING): ignore,
    (State.APPROVED, P.FAILED): ignore,
    (State.APPROVED, P.APPROVED): ignore,
    (State.APPROVED, P.REVERSED): reverse,
    (State.REVERSED, P.PENDING): ignore,
    (State.REVERSED, P.FAILED): ignore,
    (State.REVERSED, P.APPROVED): ignore,
    (State.REVERSED, P.REVERSED): again,
}
