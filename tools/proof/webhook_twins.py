"""Patches of tools.proof.twins for webhooks: short pauses, and guards that are off."""

import contextlib
import uuid
from datetime import timedelta
from types import SimpleNamespace

from common.webhooks import connection, sender


def nearby() -> None:
    """No guard is off: webhooks may reach the proof's receivers, and pauses are short.

    A claim must outlast the five seconds that an endpoint has for its answer."""
    connection.settings = SimpleNamespace(DEBUG=True)
    sender.FIRST_PAUSE, sender.LONGEST_PAUSE = timedelta(seconds=0.5), timedelta(seconds=1)
    sender.CLAIM = timedelta(seconds=7)


def overtaking() -> None:
    """While a webhook fails, later ones of its endpoint do not wait."""

    def next_delivery(pk: int):
        waiting = sender.WebhookDelivery.objects.filter(endpoint_id=pk, delivered_at=None)
        return waiting.select_related("endpoint").order_by("attempts", "id").first()

    sender.next_delivery = next_delivery


def fleeting() -> None:
    """A webhook that fails counts as delivered."""
    post = sender.post

    def post_once(*request):
        with contextlib.suppress(sender.NotDelivered):
            post(*request)
        return 204, ""

    sender.post = post_once


def renamed() -> None:
    """Each attempt of a webhook has an id of its own."""
    signed = sender.signed

    def signed_anew(delivery):
        delivery.message_id = f"msg_{uuid.uuid4().hex}"
        return signed(delivery)

    sender.signed = signed_anew
