"""Release and anonymize unpaid checkouts when an account ends or they become old."""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from business_logic.checkout import pending_checkouts
from catalog.models import StockAlert
from common import audit
from orders.models import Checkout, OrderReturn, Refund

NOBODY = dict.fromkeys(
    (
        *("first_name", "last_name", "email", "department", "city", "city_code", "address"),
        *("delivery_phone", "document_type", "document_number", "request_digest"),
    ),
    "",
)


def end_holds(user_id: int) -> None:
    """Release the stock held by the user's unpaid checkouts. They may still be paid."""
    free_stock(unpaid(user_id))


def free_stock(checkouts: QuerySet[Checkout]) -> int:
    now = timezone.now()
    # pending_until too: otherwise a later pending notification would hold the stock again.
    return checkouts.filter(hold_until__gt=now).update(
        open_for=None, is_replaced=True, hold_until=now, pending_until=now, updated_at=now
    )


def end_these_holds(checkouts: QuerySet[Checkout], *, by: AbstractBaseUser) -> int:
    """Release the stock of these unpaid checkouts one by one. Returns how many held any."""
    ended = 0
    for pk, invoice in checkouts.filter(order=None).values_list("pk", "invoice"):
        with transaction.atomic():
            if free_stock(Checkout.objects.filter(pk=pk, order=None)):
                audit.record("hold_ended", actor=by, subject=f"checkout:{invoice}")
                ended += 1
    return ended


def forget_buyer(user_id: int) -> None:
    """Release the holds and erase the personal data of the user's unpaid checkouts.

    A payment that is approved later still creates its order, without the personal data."""
    end_holds(user_id)
    erase_personal_data(unpaid(user_id))
    erase_texts(OrderReturn.objects.filter(order__user=user_id))
    StockAlert.objects.filter(user=user_id).delete()


def unpaid(user_id: int) -> QuerySet[Checkout]:
    return Checkout.objects.filter(user=user_id, order=None)


def erase_personal_data(checkouts: QuerySet[Checkout]) -> int:
    """Erase it from these checkouts and their cached copies. Returns how many there were."""
    found = dict(checkouts.values_list("pk", "invoice"))
    # By id: MySQL can't update a table that the same statement reads.
    Checkout.objects.filter(pk__in=found).update(
        **NOBODY, idempotency_key=None, updated_at=timezone.now()
    )
    invoices = list(found.values())
    transaction.on_commit(lambda: discard_copies(invoices), robust=True)
    return len(found)


def erase_old(*, most: int = 500) -> int:
    """Erase the personal data of checkouts not paid within CHECKOUT_RETENTION_DAYS.

    Works in small batches, so that no request has to wait."""
    limit = timezone.now() - timedelta(days=settings.CHECKOUT_RETENTION_DAYS)
    old = Checkout.objects.filter(created_at__lt=limit, order=None).exclude(email="")
    total = 0
    while keys := list(old.order_by("pk").values_list("pk", flat=True)[:most]):
        with transaction.atomic():
            total += erase_personal_data(Checkout.objects.filter(pk__in=keys, order=None))
    return total


def erase_texts(found: QuerySet[OrderReturn]) -> int:
    """Erase what was written about these returns; what was decided stays."""
    rows = dict(found.exclude(reason="", refusal_reason="").values_list("pk", "refund"))
    # An earlier version copied the buyer's words to the refund.
    Refund.objects.filter(pk__in=[pk for pk in rows.values() if pk]).update(reason="-")
    now = timezone.now()
    return OrderReturn.objects.filter(pk__in=rows).update(
        reason="", refusal_reason="", updated_at=now
    )


def erase_old_texts() -> int:
    """Erase what was written about returns that were decided RETURN_RETENTION_DAYS ago."""
    limit = timezone.now() - timedelta(days=settings.RETURN_RETENTION_DAYS)
    return erase_texts(OrderReturn.objects.filter(decided_at__lt=limit))


def discard_copies(invoices: list[str]) -> None:
    for invoice in invoices:
        pending_checkouts.discard(invoice)
