"""Receive webhooks by webhook_listen; send them again by webhook_replay or a click."""

import io
import socket
import threading
from contextlib import contextmanager
from datetime import timedelta
from http.server import HTTPServer

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from standardwebhooks import Webhook

from common.jobs import background
from common.management.commands.webhook_listen import listener
from common.models import WebhookDelivery, WebhookEndpoint
from common.tests.webhook_receiver import receiving
from common.webhooks import sender
from common.webhooks.models import new_secret

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def development(settings):
    settings.DEBUG = True


@contextmanager
def listening(secret: str):
    """The server of webhook_listen, and what it prints."""
    out = io.StringIO()
    server = HTTPServer(("127.0.0.1", 0), listener(Webhook(secret), out))
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/", out
    finally:
        server.shutdown()
        server.server_close()


def delivery_to(url: str, *, secret: str = "", message: str = "msg_1") -> WebhookDelivery:
    endpoint, _ = WebhookEndpoint.objects.get_or_create(
        url=url, defaults={"secret": secret or new_secret()}
    )
    return WebhookDelivery.objects.create(
        endpoint=endpoint, message_id=message, event="order.paid", body='{"type":"order.paid"}'
    )


def test_the_listener_prints_and_verifies_what_the_shop_sends():
    secret = new_secret()
    with listening(secret) as (url, out):
        delivery = delivery_to(url, secret=secret)
        sender.drain(delivery.endpoint_id)

    assert out.getvalue() == 'msg_1 verified\n{"type":"order.paid"}'
    delivery.refresh_from_db()
    assert (delivery.status, delivery.delivered_at is not None) == (204, True)


def test_the_listener_refuses_another_secret():
    with listening(new_secret()) as (url, out):
        delivery = delivery_to(url)
        sender.drain(delivery.endpoint_id)

    assert out.getvalue().startswith("msg_1 NOT verified")
    delivery.refresh_from_db()
    assert (delivery.status, delivery.delivered_at) == (400, None)


def test_the_listener_says_what_it_cannot_use():
    with pytest.raises(CommandError, match="not a signing secret"):
        call_command("webhook_listen", "--secret", "whsec_x")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        with pytest.raises(CommandError, match=f"Port {port}"):
            call_command("webhook_listen", "--secret", new_secret(), "--port", port)


@pytest.mark.parametrize(
    ("url", "is_accepted"),
    [
        ("https://hooks.example.com/in", True),
        ("https://hooks.example.com:443/in", True),
        ("https://hooks.example.com:8443/in", False),
        ("http://hooks.example.com/in", False),
    ],
)
def test_the_admin_takes_urls_that_production_would_call(
    url, is_accepted, client, superuser, settings
):
    settings.DEBUG = False
    client.force_login(superuser)
    fields = {"url": url, "events": ["order.paid"]}
    answer = client.post("/admin/common/webhookendpoint/add/", fields, secure=True)

    assert (answer.status_code == 302) == is_accepted
    assert WebhookEndpoint.objects.exists() == is_accepted


def test_a_click_sends_a_delivery_again_with_its_id(client, superuser):
    client.force_login(superuser)
    with receiving() as receiver:
        delivery = delivery_to(receiver.url)
        sender.drain(delivery.endpoint_id)
        chosen = {"action": "send_again", "_selected_action": [delivery.pk]}
        answer = client.post("/admin/common/webhookdelivery/", chosen)

    assert answer.status_code == 302
    assert [headers["webhook-id"] for headers, _ in receiver.received] == ["msg_1", "msg_1"]


def test_replay_chooses_by_time_and_endpoint():
    with receiving() as one, receiving() as other:
        old, new = delivery_to(one.url, message="msg_old"), delivery_to(one.url, message="msg_new")
        elsewhere = delivery_to(other.url, message="msg_new")
        WebhookDelivery.objects.update(delivered_at=timezone.now())
        yesterday = timezone.now() - timedelta(days=1)
        WebhookDelivery.objects.filter(pk=old.pk).update(created_at=yesterday)
        since = (timezone.now() - timedelta(hours=1)).isoformat()
        call_command("webhook_replay", "--since", since, "--endpoint", str(new.endpoint_id))
        assert other.received == []
        call_command("webhook_replay", "--since", since)
        call_command("webhook_replay", "--since", "9999-12-31T23:59:59-05:00")

    assert [headers["webhook-id"] for headers, _ in one.received] == ["msg_new", "msg_new"]
    assert len(other.received) == 1
    assert elsewhere.endpoint_id != new.endpoint_id


def test_replay_sends_before_the_command_ends(settings, monkeypatch):
    settings.MAIL_IN_BACKGROUND = True
    monkeypatch.setattr(sender.pool, "submit", lambda *args, **kwargs: True)
    with receiving() as receiver:
        delivery_to(receiver.url)
        call_command("webhook_replay", "msg_1")

    assert len(receiver.received) == 1


@pytest.mark.parametrize(
    "words", [(), ("--since", "yesterday"), ("--since", "2026-11-25T08:00:00")]
)
def test_replay_says_what_it_needs(words):
    with pytest.raises(CommandError, match="--since"):
        call_command("webhook_replay", *words)


def test_an_endpoint_that_hangs_delays_no_other_and_no_mail(settings, monkeypatch):
    settings.MAIL_IN_BACKGROUND = True
    hang, sent, mailed = threading.Event(), threading.Event(), threading.Event()

    def drain(pk):
        hang.wait(10) if pk == 1 else sent.set()

    monkeypatch.setattr(sender, "drain", drain)
    sender.wake([1, 2])
    background.pool.submit(mailed.set)
    try:
        assert sent.wait(5)
        assert mailed.wait(5)
    finally:
        hang.set()
