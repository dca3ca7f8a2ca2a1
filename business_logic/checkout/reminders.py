"""One reminder email about an abandoned checkout, to buyers who agreed to it."""

from datetime import timedelta
from functools import partial

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from common.db.transactions import in_transaction
from orders import mails
from orders.models import Checkout, PaymentAttempt

# Older checkouts get no reminder: the schedule was stopped, or has just been enabled.
TOO_LATE = timedelta(days=3)


def remind(*, most: int = 500) -> int:
    """Queue the due reminders and return how many. Disabled without ABANDONED_CHECKOUT_HOURS."""
    if not settings.ABANDONED_CHECKOUT_HOURS:
        return 0
    found = due().order_by("hold_until").values_list("pk", flat=True)[:most]
    return sum(in_transaction(partial(remind_one, pk)) for pk in list(found))


def due() -> QuerySet[Checkout]:
    limit = timezone.now() - timedelta(hours=settings.ABANDONED_CHECKOUT_HOURS)
    return Checkout.objects.filter(
        may_remind=True,
        status=Checkout.Status.OPEN,
        hold_until__lte=limit,
        hold_until__gt=limit - TOO_LATE,
    )


def remind_one(pk: int) -> bool:
    checkout = Checkout.objects.select_for_update().get(pk=pk)
    if not checkout.may_remind or checkout.status != Checkout.Status.OPEN:
        return False
    checkout.may_remind = False
    checkout.save(update_fields=["may_remind", "updated_at"])
    if not is_abandoned(checkout):
        return False
    mails.enqueue_checkout("checkout_abandoned", checkout)
    return True


def is_abandoned(checkout: Checkout) -> bool:
    """Return False if the buyer has since bought, started another checkout, paid, or got an email
    about the payment."""
    went_on = Checkout.objects.filter(user=checkout.user_id, pk__gt=checkout.pk).exists()
    refused = checkout.attempts.filter(state=PaymentAttempt.State.REFUSED).exists()
    return checkout.pending_until is None and not went_on and not refused
