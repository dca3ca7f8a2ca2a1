"""Resolve payments that need attention.

Each resolution records who chose it, when and why. Nothing is deleted, and if two people click at
the same time, only one click takes effect."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any, cast

from django.contrib.auth.models import AbstractBaseUser
from django.db import IntegrityError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from business_logic.checkout import pending_checkouts
from business_logic.exceptions import Busy, DomainError
from business_logic.orders import completed_refunds, lifecycle, order_stock
from common import audit
from common.db.transactions import RetriesExhausted, in_transaction
from integrations.epayco.attention.cases import Case, Resolution, locked_case
from integrations.epayco.ledger import entries
from integrations.epayco.models import LedgerAction, LedgerEntry
from orders.models import Checkout, Order, PaymentAttempt

Attention = LedgerEntry.Attention


class NotPossible(DomainError):
    code = "not_possible"
    detail = _("This payment has changed. Reload the page to see what you can do.")


class NoteMissing(DomainError):
    code = "note_missing"
    detail = _("Enter a reason.")
    attr = "note"


class StillShort(DomainError):
    code = "insufficient_stock"
    detail = _("There is still not enough stock for this order.")


def act(entry_id: int, way: Resolution, work: Callable[[Case], None], **record: Any) -> None:
    """Run and record the work in one transaction. Raises NotPossible, Busy, what work raises."""

    def once() -> str:
        case = locked_case(entry_id)
        if way not in case.ways():
            raise NotPossible
        work(case)
        close(case.entry, way, **record)
        return case.checkout.invoice if case.checkout else ""

    try:
        invoice = in_transaction(once)
    except (RetriesExhausted, IntegrityError) as error:
        raise Busy from error
    if way == Resolution.MAKE_ORDER:
        pending_checkouts.discard(invoice)


def close(entry: LedgerEntry, way: Resolution, *, by: AbstractBaseUser, note: str) -> None:
    """Record the resolution. An order created without its stock still needs attention."""
    reason = entry.attention
    if way == Resolution.MAKE_ORDER and entry.outcome == "in_review":
        entry.attention = Attention.OUT_OF_STOCK
    else:
        entry.attention_closed_at = timezone.now()
    entry.save(update_fields=["outcome", "attention", "attention_closed_at"])
    LedgerAction.objects.create(  # type: ignore[misc]
        entry=entry, action=way.value, note=note, user=by
    )
    detail = {"entry": entry.pk, "reason": reason}
    audit.record(f"payment_{way}", actor=by, subject=f"payment:{entry.reference}", detail=detail)


def make_order_after_all(entry_id: int, *, by: AbstractBaseUser, note: str = "") -> None:
    """Accept the refused payment: create the order for the checkout's total, and deduct stock."""

    def work(case: Case) -> None:
        checkout, attempt = cast("Checkout", case.checkout), cast("PaymentAttempt", case.attempt)
        made = lifecycle.create_order(checkout, attempt, is_accepted=True)
        attempt.state, attempt.refusal = PaymentAttempt.State.APPROVED, ""
        attempt.save(update_fields=["state", "refusal"])
        case.entry.outcome = "in_review" if made.review else "order_made"

    act(entry_id, Resolution.MAKE_ORDER, work, by=by, note=note)


def take_stock_now(entry_id: int, *, by: AbstractBaseUser, note: str = "") -> None:
    """Deduct the stock that the order in review lacks, and mark it as paid. Raises StillShort."""

    def work(case: Case) -> None:
        checkout, order = cast("Checkout", case.checkout), cast("Order", case.order)
        quantities = dict(order.items.values_list("product_id", "quantity"))
        if not order_stock.take_stock(checkout, quantities):
            raise StillShort
        order.holds_stock = True
        lifecycle.accept(order)
        case.entry.outcome = "order_made"

    act(entry_id, Resolution.TAKE_STOCK, work, by=by, note=note)


def accept(entry_id: int, *, by: AbstractBaseUser, note: str = "") -> None:
    """Mark the order in review, which has its stock, as paid."""

    def work(case: Case) -> None:
        lifecycle.accept(cast("Order", case.order))
        case.entry.outcome = "order_made"

    act(entry_id, Resolution.ACCEPT, work, by=by, note=note)


def mark_refunded(entry_id: int, *, by: AbstractBaseUser, note: str) -> None:
    """Record that the shop refunded the payment: it can't create an order any more, and its order
    in review is reversed. Raises NoteMissing."""

    def work(case: Case) -> None:
        order, paid_back = cast("Order", case.order), Decimal(0)
        if case.is_paid_by_it:
            paid_back = completed_refunds.record_paid_back(order, note=note, by=by)
        if paid_back and not case.is_in_review:
            completed_refunds.tell_done(order, paid_back)
        if case.is_in_review:
            lifecycle.reverse_order(order)
        elif case.attempt is None or case.attempt.state != PaymentAttempt.State.REFUSED:
            return
        attempt = cast("PaymentAttempt", case.attempt)
        attempt.state = PaymentAttempt.State.REVERSED
        attempt.save(update_fields=["state"])

    act(entry_id, Resolution.REFUNDED, work, by=by, note=required(note))


def dismiss(entry_id: int, *, by: AbstractBaseUser, note: str) -> None:
    """Dismiss the entry with a reason. Raises NoteMissing."""
    act(entry_id, Resolution.DISMISSED, lambda case: None, by=by, note=required(note))


def required(note: str) -> str:
    if not note.strip():
        raise NoteMissing
    return note


def flag(entry_id: int, reason: str) -> bool:
    """Flag a payment without a notification, such as one that is pending too long.

    Once per payment and reason; returns True if it is new."""

    def work() -> bool:
        entry = LedgerEntry.objects.select_for_update().get(pk=entry_id)
        before = entry.attention
        rows = LedgerEntry.objects.without_json().filter(reference=entry.reference)
        others = rows.exclude(pk=entry.pk)
        entries.flag(entry, reason, others)
        entry.save(update_fields=["attention", "attention_closed_at"])
        return entry.attention != before

    return in_transaction(work)


ACTIONS: dict[Resolution, Callable[..., None]] = {
    Resolution.MAKE_ORDER: make_order_after_all,
    Resolution.ACCEPT: accept,
    Resolution.TAKE_STOCK: take_stock_now,
    Resolution.REFUNDED: mark_refunded,
    Resolution.DISMISSED: dismiss,
}
