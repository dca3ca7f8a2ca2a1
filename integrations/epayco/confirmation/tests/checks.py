"""What the tests of notifications ask, and how a checkout expires."""

from datetime import timedelta

from django.core.cache import cache
from django.utils import timezone

from integrations.epayco.models import LedgerEntry
from orders.models import Checkout


def lapse(checkout, **ago) -> None:
    """Let the checkout's time run out, cache and all."""
    past = timezone.now() - timedelta(**(ago or {"minutes": 1}))
    Checkout.objects.filter(pk=checkout.pk).update(expires_at=past, hold_until=past)
    cache.clear()


def attention() -> str:
    return LedgerEntry.objects.latest("pk").attention
