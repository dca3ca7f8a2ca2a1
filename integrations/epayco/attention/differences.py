"""A row of the reconciliation report."""

from dataclasses import dataclass

from django.utils import timezone

from business_logic.checkout import pending_checkouts
from business_logic.entities import Payment
from integrations.epayco.models import LedgerEntry
from orders.models import Checkout, PaymentAttempt


@dataclass(frozen=True)
class Difference:
    """A payment's state in the shop and at ePayco, the state of its invoice, and what was done."""

    reference: str
    invoice: str
    ours: str
    theirs: str
    amount: str
    state: str
    done: str


def row(
    reference: str,
    payment: Payment | None = None,
    *,
    ours: str | None = None,
    theirs: str = "",
    done: str,
) -> Difference:
    """Return a difference; without a payment, from the shop's own rows."""
    attempt = PaymentAttempt.objects.filter(reference=reference).first()
    entry = LedgerEntry.objects.filter(reference=reference).first()
    known = payment or attempt or entry
    return Difference(
        reference=reference,
        invoice=known.invoice if known else "",
        ours=ours or (attempt.state if attempt else "none"),
        theirs=theirs or (payment.gateway_state if payment else ""),
        amount=f"{known.amount} {known.currency}" if known else "",
        state=state_of(known.invoice) if known else "unknown",
        done=done,
    )


def state_of(invoice: str) -> str:
    checkout = Checkout.objects.select_related("order").filter(invoice=invoice).first()
    return pending_checkouts.status(checkout, now=timezone.now()) if checkout else "unknown"
