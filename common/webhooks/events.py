"""Publish events: one delivery for each endpoint that subscribed to the event."""

import uuid
from collections.abc import Callable

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework.utils.encoders import JSONEncoder

from common.db.statements import prepared
from common.webhooks import sender
from common.webhooks.models import WebhookDelivery, WebhookEndpoint

EVENTS = {
    "order.paid": _("Order paid"),
    "order.review": _("Order needs review"),
    "order.status_changed": _("Order status changed"),
    "order.refunded": _("Order refunded"),
    "order.reversed": _("Payment reversed"),
    "return.requested": _("Return requested"),
    "product.changed": _("Product changed"),
    "stock.low": _("Stock low"),
}
# Compact and in UTF-8: the signature covers these very bytes.
encoder = JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def subscribers(event: str) -> list[int]:
    """Return the ids of the active endpoints that want the event. One query."""
    rows = prepared("webhook endpoints", active_endpoints).rows()
    return [pk for pk, events in rows if event in events]


def active_endpoints() -> QuerySet:
    return WebhookEndpoint.objects.filter(is_active=True).values_list("pk", "events")


def publish(event: str, build: Callable[[], object]) -> None:
    """Write a delivery of the event for each subscriber; call it in the transaction of the event.

    build makes the data, the object as the API shows it to staff. It is called only if an
    endpoint subscribed."""
    publish_many(event, lambda: [build()])


def publish_many(event: str, build: Callable[[], list]) -> None:
    """publish() for several objects at once, with a constant number of queries."""
    if not (endpoints := subscribers(event)):
        return
    messages = [(f"msg_{uuid.uuid4().hex}", body_of(event, data)) for data in build()]
    WebhookDelivery.objects.bulk_create(
        WebhookDelivery(endpoint_id=endpoint, message_id=message_id, event=event, body=body)
        for message_id, body in messages
        for endpoint in endpoints
    )
    transaction.on_commit(lambda: sender.wake(endpoints), robust=True)


def body_of(event: str, data: object) -> str:
    return encoder.encode({"type": event, "timestamp": timezone.now(), "data": data})
