"""Patches of tools.proof.twins for webhooks: short pauses and disabled safeguards."""

import contextlib
import uuid
from datetime import timedelta
from types import SimpleNamespace

from common.webhooks import connection, sender


def nearby() -> None:
    """Keep all safeguards, but allow the proof's local receivers and use short pauses.

    A claim must outlast the five-second timeout of an endpoint."""
    connection.settings = SimpleNamespace(DEBUG=True)
    sender.FIRST_PAUSE, sender.LONGEST_PAUSE = timedelta(seconds=0.5), timedelta(seconds=1)
    sender.CLAIM = timedelta(seconds=7)


def overtaking() -> None:
    """Don't hold back later webhooks of an endpoint while one fails."""

    def next_delivery(pk: int):
        waiting = sender.WebhookDelivery.objects.filter(endpoint_id=pk, delivered_at=None)
        return waiting.select_related("endpoint").order_by("attempts", "id").first()

    sender.next_delivery = next_delivery


def fleeting() -> None:
    """Count a failed webhook as delivered."""
    post = sender.post

    def post_once(*request):
        with contextlib.suppress(sender.DeliveryFailed):
            post(*request)
        return 204, ""

    sender.post = post_once


def renamed() -> None:
    """Give each attempt of a webhook its own id."""
    signed = sender.signed

    def signed_anew(delivery):
        delivery.message_id = f"msg_{uuid.uuid4().hex}"
        return signed(delivery)

    sender.signed = signed_anew
