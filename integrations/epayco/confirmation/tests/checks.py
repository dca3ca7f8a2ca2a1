"""Helpers of the notification tests."""

from datetime import timedelta

from django.core.cache import cache
from django.utils import timezone

from integrations.epayco.models import LedgerEntry
from orders.models import Checkout


def lapse(checkout, **ago) -> None:
    """Expire the checkout, and empty the cache."""
    past = timezone.now() - timedelta(**(ago or {"minutes": 1}))
    Checkout.objects.filter(pk=checkout.pk).update(expires_at=past, hold_until=past)
    cache.clear()


def attention() -> str:
    return LedgerEntry.objects.latest("pk").attention
