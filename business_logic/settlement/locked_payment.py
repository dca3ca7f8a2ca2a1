"""A payment report with the rows that it concerns, locked."""

from dataclasses import dataclass

from django.db import DEFAULT_DB_ALIAS
from django.db.models import QuerySet, Subquery

from business_logic.entities import Payment, PendingCheckout
from business_logic.settlement import payment_attempts
from common.db.statements import columns, prepared
from orders.models import Checkout, Order, PaymentAttempt

COLUMNS = columns(Checkout)
# Placeholders for these values in the prepared statement.
REFERENCE, INVOICE = "reference", "invoice"


@dataclass
class LockedPayment:
    """A payment report with its locked rows; copy is the cached checkout."""

    payment: Payment
    checkout: Checkout | None
    attempt: PaymentAttempt | None
    order: Order | None
    copy: PendingCheckout | None

    def record(self, state: str, *, refusal: str = "") -> PaymentAttempt:
        """Save the attempt's state."""
        self.attempt = payment_attempts.record_attempt(
            self.attempt, self.payment, self.checkout, state=state, refusal=refusal
        )
        return self.attempt


def with_attempt() -> QuerySet:
    """Return the locked checkout with the attempt of this reference, if there is one."""
    told = Subquery(PaymentAttempt.objects.filter(reference=REFERENCE).values("pk"))
    rows = Checkout.objects.select_for_update().filter(invoice=INVOICE).annotate(told=told)
    return rows.values_list(*COLUMNS, "told")


def lock_payment(payment: Payment, copy: PendingCheckout | None) -> LockedPayment:
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
    return LockedPayment(payment, checkout, attempt, order, copy)
