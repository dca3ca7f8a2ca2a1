"""An entry that needs attention, with its payment, checkout and order, and its resolutions."""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

from business_logic.exceptions import Busy
from integrations.epayco.models import LedgerEntry
from orders.models import Checkout, Order, PaymentAttempt


class Resolution(models.TextChoices):
    """How an entry can be resolved."""

    MAKE_ORDER = "make_order", _("Create the order anyway")
    ACCEPT = "accept", _("Accept the payment")
    TAKE_STOCK = "take_stock", _("Take the stock now")
    REFUNDED = "refunded", _("Mark as refunded")
    DISMISSED = "dismissed", _("Dismiss")


@dataclass(frozen=True)
class Case:
    """An entry with its payment, checkout and order."""

    entry: LedgerEntry
    checkout: Checkout | None
    attempt: PaymentAttempt | None
    order: Order | None

    @property
    def is_unmade(self) -> bool:
        """True if an approved payment was refused and its checkout still has no order."""
        attempt = self.attempt
        refused = attempt is not None and attempt.state == PaymentAttempt.State.REFUSED
        return refused and self.checkout is not None and self.order is None

    @property
    def is_paid_by_it(self) -> bool:
        """True if this payment, and no other one of the checkout, paid the order."""
        return self.order is not None and self.order.ref_payco == self.entry.reference

    @property
    def is_in_review(self) -> bool:
        """True if this payment's order is in review."""
        return (
            self.is_paid_by_it
            and self.order is not None
            and self.order.payment_status == Order.PaymentStatus.REVIEW
            and self.order.status != Order.Status.CANCELLED
        )

    @property
    def is_short_of_stock(self) -> bool:
        """True if this payment's order is in review because its stock was not available."""
        return self.is_in_review and self.order is not None and not self.order.holds_stock

    def ways(self) -> list[Resolution]:
        """The resolutions possible now."""
        if not self.entry.needs_attention:
            return []
        money = [Resolution.MAKE_ORDER] if self.is_unmade else []
        review = [Resolution.TAKE_STOCK if self.is_short_of_stock else Resolution.ACCEPT]
        return [
            *money,
            *(review if self.is_in_review else []),
            Resolution.REFUNDED,
            Resolution.DISMISSED,
        ]


def case_of(entry: LedgerEntry) -> Case:
    """Return the case, for reading."""
    attempts = PaymentAttempt.objects.select_related("checkout__order")
    attempt = attempts.filter(reference=entry.reference).first()
    checkout = attempt.checkout if attempt else None
    return Case(entry, checkout, attempt, getattr(checkout, "order", None))


def locked_case(entry_id: int) -> Case:
    """Return the case, locked: checkout, attempt and order first, as in settlement.

    Raises LedgerEntry.DoesNotExist."""
    seen = case_of(LedgerEntry.objects.get(pk=entry_id))
    checkout_id = seen.checkout.pk if seen.checkout else None
    checkouts = Checkout.objects.select_for_update()
    checkout = checkouts.filter(pk=checkout_id).first()  # type: ignore[misc]  # None finds none
    attempts = PaymentAttempt.objects.select_for_update()
    attempt = attempts.filter(reference=seen.entry.reference).first()
    order = Order.objects.select_for_update().filter(checkout=checkout_id).first()
    entry = LedgerEntry.objects.select_for_update().get(pk=entry_id)
    # A report with another invoice may have moved the attempt before it was locked.
    if attempt and attempt.checkout_id != checkout_id:
        raise Busy
    return Case(entry, checkout, attempt, order)
