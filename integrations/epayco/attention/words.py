"""What happened to a payment, in words for the person who looks at it."""

from collections.abc import Iterator

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.money import readable
from integrations.epayco import states
from integrations.epayco.attention.cases import Case, Way
from integrations.epayco.models import LedgerEntry

A = LedgerEntry.Attention
REASONS = {
    A.OUT_OF_STOCK: gettext_lazy(
        "The money arrived when the stock had gone. The order was made, but it took no stock: "
        "take the stock once there is some, or pay the money back."
    ),
    A.AMOUNT_MISMATCH: gettext_lazy(
        "The amount paid is not the total of the checkout. Make the order if the shop accepts "
        "that amount, or pay it back."
    ),
    A.CURRENCY_MISMATCH: gettext_lazy(
        "It was paid in another currency than the checkout's. Make the order if the shop accepts "
        "that, or pay it back."
    ),
    A.UNKNOWN_INVOICE: gettext_lazy(
        "The shop has no checkout with this invoice. Look in ePayco's dashboard where it comes "
        "from, and pay it back if it is nobody's."
    ),
    A.SECOND_PAYMENT: gettext_lazy(
        "The invoice was paid already by another payment: this one is too much. Pay it back."
    ),
    A.REFERENCE_REUSED: gettext_lazy(
        "This payment has made the order of another invoice; it pays for no second one. "
        "Somebody may have tampered with the notice."
    ),
    A.TEST_PAYMENT: gettext_lazy(
        "It is a test payment, by which no money moved, and this shop takes real ones only."
    ),
    A.TEST_UNCLEAR: gettext_lazy(
        "ePayco does not clearly say that this payment is real. The order was made for review: "
        "look the payment up in ePayco's dashboard, then accept it or pay it back."
    ),
    A.NOT_VERIFIED: gettext_lazy(
        "ePayco could not be asked about this payment for an hour, or its answer made no sense. "
        "Look the payment up in ePayco's dashboard; the shop goes on asking."
    ),
    A.UNKNOWN_STATE: gettext_lazy("ePayco sent a state that the shop does not know."),
    A.UNKNOWN_REFERENCE: gettext_lazy(
        "The notice is signed, but ePayco, asked back, does not know this payment."
    ),
    A.PENDING_TOO_LONG: gettext_lazy(
        "The payment has been pending for longer than the shop keeps stock for it. If it is "
        "approved later, its order is made all the same."
    ),
    A.REVERSED_AFTER_SHIPPING: gettext_lazy(
        "The money went back to the buyer after the goods had left. Ask for the goods."
    ),
    A.LATE_PAYMENT: gettext_lazy(
        "The payment came long after its checkout, or a product has become more expensive, "
        "inactive or deleted since. Accept the payment, or pay the money back."
    ),
    A.PAID_BACK_TWICE: gettext_lazy(
        "ePayco reversed this payment after a refund had been recorded as done. If both are the "
        "same money, dismiss this; otherwise ask the buyer for what was paid back twice."
    ),
}
CONSEQUENCES = {
    Way.MAKE_ORDER: gettext_lazy(
        "The order is made for what the checkout costs, takes its stock, and the buyer gets the "
        "mail about it. If the stock is short, the order waits for review."
    ),
    Way.ACCEPT: gettext_lazy("The order counts as paid and can be shipped."),
    Way.TAKE_STOCK: gettext_lazy("The order takes its stock now, and counts as paid."),
    Way.REFUNDED: gettext_lazy(
        "Pay the money back in ePayco's dashboard first: this only records it. The payment makes "
        "no order any more; an order in review is reversed, and its buyer is told."
    ),
    Way.DISMISSED: gettext_lazy("Nothing is done; the entry leaves the list, with your reason."),
}


# What became of a notice, and ePayco's words for the states, for people. The words stand here so
# that the catalogue of texts has them.
OUTCOMES = {
    "order_made": gettext_lazy("order made"),
    "in_review": gettext_lazy("in review"),
    "refused": gettext_lazy("refused"),
    "pending": gettext_lazy("pending"),
    "failed": gettext_lazy("failed"),
    "reversed": gettext_lazy("reversed"),
    "reversed_without_order": gettext_lazy("reversed before it made an order"),
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
    """ePayco's state in one word; one that nobody knows as it came."""
    word = STATES.get(states.read(code)[1])
    return str(word) if word else _("unknown (%s)") % code


def outcome_word(outcome: str) -> str:
    return str(OUTCOMES.get(outcome, outcome)) or "-"


def deed(action: str) -> str:
    """What was done about an entry; some of it by the shop itself."""
    if action in Way.values:
        return str(Way(action).label)
    return _("Settled by a later answer of ePayco") if action == "settled_itself" else action


def story(case: Case) -> Iterator[str]:
    """What happened, one sentence after the other."""
    entry = case.entry
    yield _("ePayco sent this on %(when)s about payment %(reference)s. Deliveries: %(count)d.") % {
        "when": date_format(timezone.localtime(entry.received_at), "DATETIME_FORMAT"),
        "count": entry.deliveries,
        "reference": entry.reference,
    }
    yield _("The notice says: %(state)s, %(amount)s for the invoice %(invoice)s.") % {
        "state": state_word(entry.claimed_state),
        "amount": readable(entry.amount, entry.currency),
        "invoice": entry.invoice,
    }
    if case.attempt:
        yield _("The payment stands at: %(state)s, %(amount)s for the invoice %(invoice)s.") % {
            "state": case.attempt.get_state_display(),
            "amount": readable(case.attempt.amount, case.attempt.currency),
            "invoice": case.attempt.invoice,
        }
    if case.checkout:
        yield _("Its checkout costs %s.") % readable(case.checkout.total, case.checkout.currency)
    if not entry.settled_at:
        yield _("It waits to be verified: ePayco could not be asked back yet.")
    if entry.attention:
        yield str(REASONS.get(entry.attention, entry.get_attention_display()))
