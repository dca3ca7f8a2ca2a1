"""Send deliveries: each endpoint independently, in order of writing, until it returns 2xx."""

import logging
import random
from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.db import DatabaseError
from django.db.models import F, Q
from django.utils import timezone
from standardwebhooks import Webhook

from common import audit
from common.jobs.background import Pool
from common.mail import outbox
from common.webhooks.connection import DeliveryFailed, post
from common.webhooks.models import WebhookDelivery, WebhookEndpoint

logger = logging.getLogger(__name__)

# Separate threads: a hanging endpoint delays no email and few other endpoints.
pool = Pool(workers=8)
CLAIM = timedelta(seconds=30)
FIRST_PAUSE = timedelta(seconds=45)
LONGEST_PAUSE = timedelta(hours=2)
GIVE_UP_AFTER = timedelta(days=3)
# How many deliveries one turn sends before others get the thread.
TURN = 100
# Deliveries come in groups; wait a moment so that one turn finds them all.
GATHER = 0.2


def wake(endpoints: Iterable[int]) -> None:
    """Send these endpoints' deliveries in the background, or now if there is no background."""
    for pk in endpoints:
        if settings.MAIL_IN_BACKGROUND:
            pool.submit(lambda pk=pk: work(pk), delay=GATHER, name=f"webhook-{pk}")
        else:
            drain(pk)


def resume() -> None:
    """Send what an earlier process left unsent; call it when a server starts."""
    pool.submit(wake_waiting, name="webhooks")


def wake_waiting() -> None:
    wake(waiting_endpoints())


def waiting_endpoints() -> list[int]:
    waiting = WebhookDelivery.objects.filter(delivered_at=None, endpoint__is_active=True)
    return list(waiting.values_list("endpoint_id", flat=True).distinct().order_by())


def work(pk: int) -> None:
    """Send what is due, and schedule the rest."""
    try:
        pause = drain(pk)
    except DatabaseError:
        logger.warning("The webhook deliveries could not be read; trying again.")
        pause = 30.0
    if pause is not None:
        pool.submit(lambda: work(pk), delay=pause, name=f"webhook-{pk}")


def drain_all() -> int:
    """Send what is due at every endpoint; for the schedule. Returns the number of endpoints."""
    keys = waiting_endpoints()
    for pk in keys:
        drain(pk)
    return len(keys)


def drain(pk: int) -> float | None:
    """Send up to TURN deliveries; return the seconds until the next run, None if all are sent."""
    now = timezone.now()
    if not claim(pk, now):
        return pause_of(pk, now)
    try:
        for _ in range(TURN):
            delivery = next_delivery(pk)
            if delivery is None:
                return None
            if not attempt(delivery):
                break
            WebhookEndpoint.objects.filter(pk=pk).update(claimed_until=timezone.now() + CLAIM)
    finally:
        WebhookEndpoint.objects.filter(pk=pk).update(claimed_until=None)
    return pause_of(pk, timezone.now())


def claim(pk: int, now) -> bool:
    """Claim the endpoint; return False if another process has it or a retry isn't due."""
    free = Q(claimed_until=None) | Q(claimed_until__lte=now)
    due = Q(next_try_at=None) | Q(next_try_at__lte=now)
    rows = WebhookEndpoint.objects.filter(free, due, pk=pk, is_active=True)
    return bool(rows.update(claimed_until=now + CLAIM))


def pause_of(pk: int, now) -> float | None:
    endpoint = WebhookEndpoint.objects.filter(pk=pk, is_active=True).first()
    if endpoint is None or next_delivery(pk) is None:
        return None
    times = [at for at in (endpoint.next_try_at, endpoint.claimed_until) if at]
    return max([(at - now).total_seconds() for at in times] + [0.1])


def next_delivery(pk: int) -> WebhookDelivery | None:
    waiting = WebhookDelivery.objects.filter(endpoint_id=pk, delivered_at=None)
    return waiting.select_related("endpoint").order_by("id").first()


def attempt(delivery: WebhookDelivery) -> bool:
    """Send one delivery and record the result; return True if it arrived."""
    status, response, error = None, "", ""
    try:
        status, response = post(delivery.endpoint.url, *signed(delivery))
        error = "" if 200 <= status < 300 else f"The endpoint answered {status}."
    except DeliveryFailed as refusal:
        error = str(refusal)
    now = timezone.now()
    WebhookDelivery.objects.filter(pk=delivery.pk).update(
        attempts=F("attempts") + 1,
        status=status,
        response=response.replace("\x00", ""),
        error=error[:200],
        delivered_at=None if error else now,
    )
    if error:
        postpone(delivery.endpoint, now)
    else:
        rows = WebhookEndpoint.objects.filter(pk=delivery.endpoint_id)
        rows.update(failures=0, failing_since=None, next_try_at=None)
    return not error


def signed(delivery: WebhookDelivery) -> tuple[dict[str, str], bytes]:
    """Return headers and body. The timestamp is the attempt's; the id is stable."""
    now = timezone.now()
    signature = Webhook(delivery.endpoint.secret).sign(delivery.message_id, now, delivery.body)
    return {
        "Content-Type": "application/json",
        "User-Agent": "SmartMart-Webhooks",
        "webhook-id": delivery.message_id,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": signature,
    }, delivery.body.encode()


def postpone(endpoint: WebhookEndpoint, now) -> None:
    """Retry later with growing delays; disable the endpoint after three days."""
    since = endpoint.failing_since or now
    if now - since >= GIVE_UP_AFTER:
        switch_off(endpoint)
        return
    pause = min(FIRST_PAUSE * 2 ** min(endpoint.failures, 12), LONGEST_PAUSE)
    WebhookEndpoint.objects.filter(pk=endpoint.pk).update(
        failures=F("failures") + 1,
        failing_since=since,
        next_try_at=now + pause * random.uniform(0.8, 1.2),
    )


def switch_off(endpoint: WebhookEndpoint) -> None:
    """Disable an endpoint and notify staff. Its deliveries stay and can be resent."""
    if not WebhookEndpoint.objects.filter(pk=endpoint.pk, is_active=True).update(is_active=False):
        return
    logger.error("Webhook endpoint %s failed for three days and was switched off.", endpoint.pk)
    audit.record("webhook_switched_off", subject=f"webhook {endpoint.pk}")
    if settings.SHOP_EMAIL:
        outbox.enqueue(
            "webhook_switched_off",
            settings.SHOP_EMAIL,
            language=settings.LANGUAGE_CODE,
            context={"url": endpoint.url, "description": endpoint.description},
        )


def resend(deliveries) -> int:
    """Send these deliveries (a queryset) again, with the same ids, and return their number."""
    keys = list(deliveries.values_list("endpoint_id", flat=True).distinct().order_by())
    count = deliveries.update(delivered_at=None, error="")
    WebhookEndpoint.objects.filter(pk__in=keys).update(next_try_at=None)
    wake(keys)
    return count
