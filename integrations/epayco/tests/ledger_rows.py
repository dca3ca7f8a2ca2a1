"""The smallest valid rows of the ledger."""

import itertools

from django.utils import timezone

from integrations.epayco.models import LedgerEntry
from orders.models import Checkout, Order, PaymentAttempt
from orders.tests.factories import make_attempt, make_checkout, make_order

numbers = itertools.count(1)


def make_entry(attempt: PaymentAttempt | None = None, **fields) -> LedgerEntry:
    """A settled notice about the attempt, which needs attention where fields say so."""
    number = next(numbers)
    now = timezone.now()
    reference = attempt.reference if attempt else f"9{number}"
    values = {
        "digest": f"{number:064}",
        "reference": reference,
        "transaction_id": reference,
        "invoice": attempt.invoice if attempt else "INV-unknown",
        "claimed_state": "1",
        "amount": str(attempt.amount) if attempt else "1000",
        "currency": "COP",
        "fields": {"x_ref_payco": reference},
        "last_received_at": now,
        "settled_at": now,
        "outcome": "refused",
    }
    return LedgerEntry.objects.create(**values | fields)


def refused(reason: str = "amount_mismatch", checkout: Checkout | None = None) -> LedgerEntry:
    """An approved payment of an open checkout, which made no order for this reason."""
    attempt = make_attempt(checkout or make_checkout(), state="refused", refusal=reason)
    return make_entry(attempt, attention=reason)


def short_of_stock(product=None, quantity: int = 1) -> tuple[LedgerEntry, Order]:
    """A payment whose order could not take its stock."""
    order = make_order(
        product=product, quantity=quantity, payment_status="review", holds_stock=False
    )
    attempt = make_attempt(order.checkout, reference=order.ref_payco)
    return make_entry(attempt, outcome="in_review", attention="out_of_stock"), order
