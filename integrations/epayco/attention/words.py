"""Describe what happened to a payment, for staff."""

from collections.abc import Iterator

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.money.formatting import readable
from integrations.epayco import states
from integrations.epayco.attention.cases import Case, Resolution
from integrations.epayco.models import LedgerEntry

A = LedgerEntry.Attention
REASONS: dict[str, object] = {
    A.OUT_OF_STOCK: gettext_lazy(
        "The payment arrived after the stock sold out. The order was created but took no stock. "
        "Take the stock when there is some, or refund the payment."
    ),
    A.AMOUNT_MISMATCH: gettext_lazy(
        "The amount paid differs from the checkout's total. Create the order if you accept the "
        "amount, or refund it."
    ),
    A.CURRENCY_MISMATCH: gettext_lazy(
        "The payment's currency differs from the checkout's. Create the order if you accept it, "
        "or refund it."
    ),
    A.UNKNOWN_INVOICE: gettext_lazy(
        "The shop has no checkout with this invoice. Find out in ePayco's dashboard where it "
        "comes from. Refund it if it belongs to no order."
    ),
    A.SECOND_PAYMENT: gettext_lazy(
        "The invoice was already paid by another payment. Refund this one."
    ),
    A.REFERENCE_REUSED: gettext_lazy(
        "This payment already created the order of another invoice, so it can't pay for this "
        "one. The notification may be forged."
    ),
    A.TEST_PAYMENT: gettext_lazy(
        "This is a test payment: no money moved, and the shop accepts only real payments."
    ),
    A.TEST_UNCLEAR: gettext_lazy(
        "ePayco doesn't clearly say whether this payment is real. The order was created in "
        "review. Look up the payment in ePayco's dashboard, then accept or refund it."
    ),
    A.NOT_VERIFIED: gettext_lazy(
        "This payment could not be verified with ePayco for an hour. Look it up in ePayco's "
        "dashboard. The shop keeps trying."
    ),
    A.UNKNOWN_STATE: gettext_lazy("ePayco sent an unknown state."),
    A.UNKNOWN_REFERENCE: gettext_lazy(
        "The notification is signed, but ePayco has no record of this payment."
    ),
    A.PENDING_TOO_LONG: gettext_lazy(
        "The payment has been pending for longer than the shop keeps stock for it. If it is "
        "approved later, its order is still created."
    ),
    A.REVERSED_AFTER_SHIPPING: gettext_lazy(
        "The payment was reversed after the order shipped. Ask the buyer to return the goods."
    ),
    A.LATE_PAYMENT: gettext_lazy(
        "The payment arrived long after its checkout, or a product has become more expensive, "
        "inactive or deleted since. Accept the payment or refund it."
    ),
    A.PAID_BACK_TWICE: gettext_lazy(
        "ePayco reversed this payment after a refund was recorded as done. If both are the same "
        "money, dismiss this. Otherwise ask the buyer to return the second refund."
    ),
}
CONSEQUENCES = {
    Resolution.MAKE_ORDER: gettext_lazy(
        "Creates the order for the checkout's total, deducts its stock and emails the buyer. If "
        "stock is short, the order waits for review."
    ),
    Resolution.ACCEPT: gettext_lazy("Marks the order as paid. It can then be shipped."),
    Resolution.TAKE_STOCK: gettext_lazy(
        "Deducts the order's stock now and marks the order as paid."
    ),
    Resolution.REFUNDED: gettext_lazy(
        "Refund the payment in ePayco's dashboard first: this only records it. The payment can "
        "no longer create an order. An order in review is reversed and its buyer is notified."
    ),
    Resolution.DISMISSED: gettext_lazy(
        "Removes the entry from the list and records your reason. Nothing else changes."
    ),
}


# Results of notifications, and ePayco's names of the states. Listed here so that makemessages
# finds them.
OUTCOMES = {
    "order_made": gettext_lazy("order made"),
    "in_review": gettext_lazy("in review"),
    "refused": gettext_lazy("refused"),
    "pending": gettext_lazy("pending"),
    "failed": gettext_lazy("failed"),
    "reversed": gettext_lazy("reversed"),
    "reversed_without_order": gettext_lazy("reversed before an order was created"),
    "unchanged": gettext_lazy("nothing to change"),
    "ignored": gettext_lazy("ignored"),
}
STATES = {
    "approved": gettext_lazy("approved"),
    "rejected": gettext_lazy("rejected"),
    "pending": gettext_lazy("pending"),
    "failed": gettext_lazy("failed"),
    "reversed": gettext_lazy("reversed"),
    "held": gettext_lazy("held back"),
    "started": gettext_lazy("started"),
    "expired": gettext_lazy("expired"),
    "abandoned": gettext_lazy("abandoned"),
    "cancelled": gettext_lazy("cancelled"),
    "antifraud": gettext_lazy("stopped as a fraud"),
}


def state_word(code: str) -> str:
    """Return the label of ePayco's state; unknown ones as they came."""
    word = STATES.get(states.read(code)[1])
    return str(word) if word else _("unknown (%s)") % code


def outcome_word(outcome: str) -> str:
    return str(OUTCOMES.get(outcome, outcome)) or "-"


def action_label(action: str) -> str:
    """Return the label of an action; some are automatic."""
    if action in Resolution.values:
        return str(Resolution(action).label)
    return _("Settled by a later response from ePayco") if action == "settled_itself" else action


def summary(case: Case) -> Iterator[str]:
    """Yield sentences that describe what happened."""
    entry = case.entry
    yield _("ePayco sent this on %(when)s about payment %(reference)s. Deliveries: %(count)d.") % {
        "when": date_format(timezone.localtime(entry.received_at), "DATETIME_FORMAT"),
        "count": entry.deliveries,
        "reference": entry.reference,
    }
    yield _("The notification says: %(state)s, %(amount)s for invoice %(invoice)s.") % {
        "state": state_word(entry.claimed_state),
        "amount": readable(entry.amount, entry.currency),
        "invoice": entry.invoice,
    }
    if case.attempt:
        yield _("The payment is: %(state)s, %(amount)s for invoice %(invoice)s.") % {
            "state": case.attempt.get_state_display(),
            "amount": readable(case.attempt.amount, case.attempt.currency),
            "invoice": case.attempt.invoice,
        }
    if case.checkout:
        yield _("Its checkout's total is %s.") % readable(
            case.checkout.total, case.checkout.currency
        )
    if not entry.settled_at:
        yield _("Not yet verified with ePayco.")
    if entry.attention:
        yield str(REASONS.get(entry.attention, entry.get_attention_display()))
