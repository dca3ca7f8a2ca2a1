"""An entry that needs attention, with all that it is about, and what can be done about it."""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

from business_logic.exceptions import Busy
from integrations.epayco.models import LedgerEntry
from orders.models import Checkout, Order, PaymentAttempt


class Way(models.TextChoices):
    """The ways to deal with an entry."""

    MAKE_ORDER = "make_order", _("Create the order anyway")
    ACCEPT = "accept", _("Accept the payment")
    TAKE_STOCK = "take_stock", _("Take the stock now")
    REFUNDED = "refunded", _("Mark as refunded")
    DISMISSED = "dismissed", _("Dismiss")


@dataclass(frozen=True)
class Case:
    """An entry with the payment, checkout and order that it is about."""

    entry: LedgerEntry
    checkout: Checkout | None
    attempt: PaymentAttempt | None
    order: Order | None

    @property
    def is_unmade(self) -> bool:
        """An approved payment that was refused, of a checkout that still has no order."""
        attempt = self.attempt
        refused = attempt is not None and attempt.state == PaymentAttempt.State.REFUSED
        return refused and self.checkout is not None and self.order is None

    @property
    def is_paid_by_it(self) -> bool:
        """The order was paid by this payment, and by no other of the same checkout."""
        return self.order is not None and self.order.ref_payco == self.entry.reference

    @property
    def is_in_review(self) -> bool:
        """This payment's order waits for a person."""
        return (
            self.is_paid_by_it
            and self.order.payment_status == Order.PaymentStatus.REVIEW
            and self.order.status != Order.Status.CANCELLED
        )

    @property
    def is_short_of_stock(self) -> bool:
        """This payment's order waits for the stock that it could not take."""
        return self.is_in_review and not self.order.holds_stock

    def ways(self) -> list[Way]:
        """What can be done about it now."""
        if not self.entry.needs_attention:
            return []
        money = [Way.MAKE_ORDER] if self.is_unmade else []
        review = [Way.TAKE_STOCK if self.is_short_of_stock else Way.ACCEPT]
        return [*money, *(review if self.is_in_review else []), Way.REFUNDED, Way.DISMISSED]


def case_of(entry: LedgerEntry) -> Case:
    """The case as it stands, to look at."""
    attempts = PaymentAttempt.objects.select_related("checkout__order")
    attempt = attempts.filter(reference=entry.reference).first()
    checkout = attempt.checkout if attempt else None
    return Case(entry, checkout, attempt, getattr(checkout, "order", None))


def locked_case(entry_id: int) -> Case:
    """The case, all of it locked: checkout, attempt and order first, as settlement does it.

    Raises LedgerEntry.DoesNotExist."""
    seen = case_of(LedgerEntry.objects.get(pk=entry_id))
    checkout_id = seen.checkout.pk if seen.checkout else None
    checkout = Checkout.objects.select_for_update().filter(pk=checkout_id).first()
    attempts = PaymentAttempt.objects.select_for_update()
    attempt = attempts.filter(reference=seen.entry.reference).first()
    order = Order.objects.select_for_update().filter(checkout=checkout_id).first()
    entry = LedgerEntry.objects.select_for_update().get(pk=entry_id)
    # A report that names another invoice may have moved the attempt before its lock.
    if attempt and attempt.checkout_id != checkout_id:
        raise Busy
    return Case(entry, checkout, attempt, order)
