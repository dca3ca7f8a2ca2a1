import json
import socket
import threading
import time
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from standardwebhooks import Webhook

from common.models import AuditEvent, OutboxMail, WebhookDelivery, WebhookEndpoint
from common.tests.webhook_receiver import receiving
from common.webhooks import connection, sender
from common.webhooks.connection import DeliveryFailed
from common.webhooks.events import publish, publish_many

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def development(settings):
    """The receivers of these tests listen on this machine, over plain HTTP."""
    settings.DEBUG = True


def endpoint_at(url: str, *events: str, **fields) -> WebhookEndpoint:
    return WebhookEndpoint.objects.create(url=url, events=list(events or ["order.paid"]), **fields)


def tell(data="x", event="order.paid") -> None:
    with transaction.atomic():
        publish(event, lambda: data)


def test_an_event_arrives_signed_with_its_type_time_and_data():
    with receiving() as receiver:
        endpoint = endpoint_at(receiver.url)
        tell({"invoice_id": "INV-1", "name": "Ñandú"})

    [(headers, body)] = receiver.received
    found = Webhook(endpoint.secret).verify(body, headers)
    assert list(found) == ["type", "timestamp", "data"]
    assert (found["type"], found["data"]) == (
        "order.paid",
        {"invoice_id": "INV-1", "name": "Ñandú"},
    )
    delivery = WebhookDelivery.objects.get()
    assert (delivery.status, delivery.attempts) == (204, 1)
    assert delivery.delivered_at is not None
    assert headers["webhook-id"] == delivery.message_id


def test_nothing_is_written_without_a_subscriber_and_the_data_is_not_made():
    endpoint_at("http://127.0.0.1:9/", "stock.low")
    endpoint_at("http://127.0.0.1:9/", is_active=False)

    publish("order.paid", lambda: pytest.fail("nobody wants it"))

    assert not WebhookDelivery.objects.exists()


def test_an_event_that_is_rolled_back_is_never_told():
    with receiving() as receiver:
        endpoint_at(receiver.url)
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            publish("order.paid", lambda: 1)
            raise ZeroDivisionError

    assert receiver.received == []
    assert not WebhookDelivery.objects.exists()


def test_a_failed_event_is_tried_again_with_the_same_id_and_later_ones_wait():
    with receiving(500, 204) as receiver:
        endpoint = endpoint_at(receiver.url)
        tell("first")
        tell("second")
        assert [json.loads(body)["data"] for _, body in receiver.received] == ["first"]

        endpoint.refresh_from_db()
        pause = endpoint.next_try_at - timezone.now()
        assert timedelta(0) < pause < timedelta(minutes=2)
        WebhookEndpoint.objects.update(next_try_at=timezone.now())
        call_command("send_mail_outbox")

    told = [
        (headers["webhook-id"], json.loads(body)["data"]) for headers, body in receiver.received
    ]
    assert [data for _, data in told] == ["first", "first", "second"]
    assert told[0][0] == told[1][0] != told[2][0]
    endpoint.refresh_from_db()
    assert (endpoint.failures, endpoint.failing_since, endpoint.next_try_at) == (0, None, None)


def test_one_endpoint_that_fails_holds_up_no_other():
    with receiving(500) as broken, receiving() as sound:
        endpoint_at(broken.url)
        endpoint_at(sound.url)
        tell("first")
        tell("second")

    assert len(broken.received) == 1
    assert [json.loads(body)["data"] for _, body in sound.received] == ["first", "second"]
    ids = {headers["webhook-id"] for headers, _ in broken.received}
    assert ids < {headers["webhook-id"] for headers, _ in sound.received}


def test_pauses_grow():
    endpoint = endpoint_at("http://127.0.0.1:9/", failures=1)
    pauses = []
    for failures in (0, 3, 30):
        endpoint.failures = failures
        sender.postpone(endpoint, timezone.now())
        pauses.append(WebhookEndpoint.objects.get().next_try_at - timezone.now())

    assert pauses[0] < timedelta(minutes=2) < pauses[1] < pauses[2] < timedelta(hours=3)


def test_an_endpoint_that_fails_for_three_days_is_switched_off_and_staff_are_told(settings):
    settings.SHOP_EMAIL = "tienda@shop.example"
    since = timezone.now() - timedelta(days=3, minutes=1)
    with receiving(500) as receiver:
        endpoint_at(receiver.url, failing_since=since, failures=40)
        tell("first")
        tell("second")

    assert len(receiver.received) == 1
    assert not WebhookEndpoint.objects.get().is_active
    assert [mail.to for mail in OutboxMail.objects.all()] == ["tienda@shop.example"]
    assert AuditEvent.objects.get().action == "webhook_switched_off"
    assert WebhookDelivery.objects.filter(delivered_at=None).count() == 1


def test_a_delivery_is_sent_again_on_demand_with_its_id():
    with receiving() as receiver:
        endpoint_at(receiver.url)
        tell()
        call_command("webhook_replay", WebhookDelivery.objects.get().message_id)

    first, second = (headers["webhook-id"] for headers, _ in receiver.received)
    assert first == second


def test_redirects_are_not_followed():
    with receiving() as target, receiving(302) as receiver:
        receiver.headers = {"Location": target.url}
        endpoint_at(receiver.url)
        tell()

    assert target.received == []
    assert WebhookDelivery.objects.get().error == "The endpoint answered 302."


def test_of_the_response_one_kilobyte_is_kept():
    with receiving(200) as receiver:
        receiver.body = b"a\x00" * 3000
        endpoint_at(receiver.url)
        tell()

    assert WebhookDelivery.objects.get().response == "a" * 512


@pytest.mark.parametrize("slow", [False, True], ids=["", "after a slow connection"])
def test_a_response_that_drips_is_cut_at_the_deadline(slow, monkeypatch):
    monkeypatch.setattr(connection, "DEADLINE_SECONDS", 0.5)
    connect = connection.HTTPConnection.connect
    if slow:
        late = lambda self: (time.sleep(0.6), connect(self))  # noqa: E731
        monkeypatch.setattr(connection.HTTPConnection, "connect", late)
    stop = threading.Event()
    listener = socket.create_server(("127.0.0.1", 0))

    def drip():
        client, _ = listener.accept()
        while not stop.wait(0.1):  # each byte comes sooner than a read times out
            try:
                client.sendall(b"H")
            except OSError:
                return

    threading.Thread(target=drip, daemon=True).start()
    with pytest.raises(DeliveryFailed):
        connection.post(f"http://127.0.0.1:{listener.getsockname()[1]}/", {}, b"{}")
    stop.set()
    listener.close()


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "::1",
        "fd00::1",
        "fe80::1",
        "fec0::1",
        "::10.0.0.1",
        "64:ff9b:1::a00:1",
        "::ffff:10.0.0.1",
        "64:ff9b::a00:1",
        "2002:a00:1::",
        "224.0.0.1",
    ],
)
def test_private_addresses_are_refused_whatever_name_leads_to_them(address, settings, monkeypatch):
    settings.DEBUG = False
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    found = [(family, socket.SOCK_STREAM, 6, "", (address, 443))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: found)

    with pytest.raises(DeliveryFailed, match="private"):
        connection.connection_to("https://hooks.example/")


def test_the_address_that_was_checked_is_the_one_that_is_connected_to(settings, monkeypatch):
    settings.DEBUG = False
    answers = [["93.184.215.14"], ["127.0.0.1"]]

    def resolve(host, port, **kwargs):
        return [(socket.AF_INET, 1, 6, "", (address, port)) for address in answers.pop(0)]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    found, host, path = connection.connection_to("https://hooks.example/a?b=1")

    assert (found.host, found.port, host, path) == ("93.184.215.14", 443, "hooks.example", "/a?b=1")
    assert len(answers) == 1


@pytest.mark.parametrize(
    "url", ["http://hooks.example/", "https://hooks.example:8443/", "ftp://x/"]
)
def test_only_https_on_its_port_is_allowed_in_production(url, settings):
    settings.DEBUG = False

    with pytest.raises(DeliveryFailed):
        connection.connection_to(url)


def test_a_public_ipv6_address_is_allowed():
    assert connection.is_public("2606:4700::6810:84e5")
    assert connection.is_public("64:ff9b::5db8:d70e")


def test_letters_beyond_ascii_are_encoded_in_host_and_path(settings, monkeypatch):
    resolved = []

    def resolve(host, port, **kwargs):
        resolved.append(host)
        return [(socket.AF_INET, 1, 6, "", ("93.184.215.14", port))]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    _, host, path = connection.connection_to("https://user:secret@ñandú.co/caña?q=ñ")

    assert (resolved, host, path) == (
        ["xn--and-6ma2c.co"],
        "xn--and-6ma2c.co",
        "/ca%C3%B1a?q=%C3%B1",
    )


def test_a_receiver_that_hangs_in_the_tls_handshake_is_left_in_time(monkeypatch):
    monkeypatch.setattr(connection, "DEADLINE_SECONDS", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        began = time.monotonic()
        with pytest.raises(DeliveryFailed):
            connection.post(f"https://127.0.0.1:{listener.getsockname()[1]}/", {}, b"{}")

    assert time.monotonic() - began < 5


def test_publishing_many_takes_a_constant_number_of_queries(django_assert_num_queries):
    WebhookEndpoint.objects.create(url="http://127.0.0.1:9/", events=["product.changed"])
    for count in (1, 30):
        with transaction.atomic(), django_assert_num_queries(2):
            publish_many("product.changed", lambda count=count: list(range(count)))
            transaction.set_rollback(True)
