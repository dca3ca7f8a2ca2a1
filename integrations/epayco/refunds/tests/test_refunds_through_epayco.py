"""EPAYCO_REFUNDS=api: one PUT per full refund, done once ePayco reports the payment as reversed."""

from decimal import Decimal

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.urls import reverse

from business_logic.orders import completed_refunds, gateway_refunds, refunds
from business_logic.orders.order_status import change_status
from catalog.tests.factories import make_product
from integrations.epayco.models import LedgerEntry
from integrations.epayco.refunds import calls, service
from integrations.epayco.tests import epayco_server as misbehaviour
from orders.models import GatewayRefund, Order, PaymentAttempt, Refund
from orders.tests.factories import make_attempt, make_order

pytestmark = pytest.mark.django_db
REFERENCE = "310000777"


class Killed(BaseException):
    """What no handler catches: the process is gone."""


@pytest.fixture(autouse=True)
def through_api(settings, epayco):
    settings.EPAYCO_REFUNDS = "api"
    settings.EPAYCO_TEST = False


@pytest.fixture
def order(epayco):
    order = make_order(product=make_product(stock_quantity=5), ref_payco=REFERENCE)
    make_attempt(order.checkout, reference=REFERENCE)
    epayco.knows(REFERENCE, invoice=order.invoice_id, amount=str(order.total))
    return order


def puts(epayco) -> list[str]:
    return [path for path, _, _ in epayco.calls if "/refund/" in path]


def give(order, amount=None) -> Refund:
    total = order.total if amount is None else Decimal(amount)
    return refunds.refund(order.invoice_id, amount=total, reason="x", restock={}, by=None)


def reconcile() -> None:
    call_command("reconcile_payments", verbosity=0)


def states(order) -> tuple[str, str, str]:
    order.refresh_from_db()
    refund = order.refunds.select_related("gateway").get()
    return order.payment_status, refund.state, refund.gateway.state


def test_a_cancelled_order_s_money_goes_back_by_one_put(order, staff, epayco):
    change_status(order.invoice_id, "cancelled", by=staff)
    assert service.send_waiting() == 1

    assert puts(epayco) == [f"/payment/api/v1/transaction/refund/{REFERENCE}"]
    _, headers, body = next(call for call in epayco.calls if "/refund/" in call[0])
    assert headers["Authorization"] == "Bearer refunds-1"
    assert body == {}
    login = next(body for path, _, body in epayco.calls if path == "/api/v1/oauth/login")
    assert (login["grant_type"], login["scope"]) == ("client_credentials", "apify")
    assert states(order) == ("reversed", "done", "accepted")
    assert service.send_waiting() == 0
    reconcile()
    assert len(puts(epayco)) == 1
    assert not LedgerEntry.objects.needing_attention().exists()


def test_the_schedule_sends_what_waits(order, epayco):
    give(order)

    reconcile()

    assert len(puts(epayco)) == 1
    assert states(order) == ("reversed", "done", "accepted")


def test_it_is_done_only_when_the_payment_says_reversed(order, epayco, monkeypatch):
    give(order)
    monkeypatch.setattr(
        misbehaviour.Handler, "refund", lambda self: self.send({"success": True, "data": []})
    )
    service.send_waiting()
    assert states(order) == ("paid", "to_do", "accepted")

    reconcile()
    assert states(order) == ("paid", "to_do", "accepted")
    epayco.transactions[REFERENCE] |= {"codTransactionState": 6, "status": "Reversada"}
    reconcile()

    assert states(order) == ("reversed", "done", "accepted")
    assert len(puts(epayco)) == 1


@pytest.mark.parametrize("how", ["fail", "html", "close"])
def test_an_answer_that_says_nothing_is_left_to_a_person(order, epayco, monkeypatch, how):
    give(order)
    monkeypatch.setattr(misbehaviour.Handler, "refund", getattr(misbehaviour, how))

    for _ in range(2):
        service.send_waiting()
        reconcile()

    assert states(order) == ("paid", "to_do", "unclear")
    assert len(puts(epayco)) == 1
    assert GatewayRefund.objects.for_a_person().count() == 1


def test_a_refusal_without_a_word_is_left_to_a_person(order, epayco):
    epayco.transactions[REFERENCE]["codTransactionState"] = 3
    give(order)

    service.send_waiting()
    reconcile()

    assert states(order) == ("paid", "to_do", "refused")
    assert GatewayRefund.objects.get().answer == {"success": False, "message": "", "data": []}
    assert len(puts(epayco)) == 1


def test_killed_between_the_record_and_the_put_it_is_never_sent(order, epayco, monkeypatch):
    refund = give(order)

    def die(*args):
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(calls, "put", die)
        with pytest.raises(Killed):
            service.send_waiting()
    service.send_waiting()
    reconcile()

    assert puts(epayco) == []
    assert states(order) == ("paid", "to_do", "sent")
    assert GatewayRefund.objects.for_a_person().get().refund == refund


def test_killed_after_the_put_it_is_not_sent_again_and_ends_by_the_payment(
    order, epayco, monkeypatch
):
    give(order)

    def die(*args, **kwargs):
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(gateway_refunds, "write_answer", die)
        with pytest.raises(Killed):
            service.send_waiting()
    assert states(order) == ("paid", "to_do", "sent")
    assert GatewayRefund.objects.for_a_person().count() == 1

    reconcile()

    assert states(order) == ("reversed", "done", "sent")
    assert len(puts(epayco)) == 1
    assert not GatewayRefund.objects.for_a_person().exists()


def test_the_claim_is_committed_before_the_put(order, monkeypatch):
    seen = []

    def look(reference, token):
        row = GatewayRefund.objects.get(reference=reference)
        seen.append((row.state, row.sent_at is not None))
        return calls.Said("unclear", None, {})

    monkeypatch.setattr(calls, "put", look)
    give(order)
    service.send_waiting()

    assert seen == [("sent", True)]


def test_without_a_token_nothing_is_used_up(order, epayco):
    give(order)
    epayco.misbehave = misbehaviour.fail
    assert service.send_waiting() == 0
    assert GatewayRefund.objects.get().state == "waiting"

    epayco.misbehave = None
    assert service.send_waiting() == 1


def test_parts_stay_with_a_person(order, epayco):
    give(order, "0.01")
    give(order, order.total - Decimal("0.01"))

    reconcile()

    assert not GatewayRefund.objects.exists()
    assert puts(epayco) == []
    assert set(order.refunds.values_list("state", flat=True)) == {"to_do"}


def test_what_a_person_paid_back_meanwhile_is_not_sent(order, epayco, staff):
    refund = give(order)
    completed_refunds.mark_done(refund.pk, note="Efectivo", by=staff)

    assert service.send_waiting() == 0
    assert puts(epayco) == []
    assert GatewayRefund.objects.get().state == "not_sent"


def test_refunds_of_the_time_before_the_setting_are_not_sent(order, epayco, settings):
    settings.EPAYCO_REFUNDS = "manual"
    give(order)
    settings.EPAYCO_REFUNDS = "api"

    reconcile()

    assert not GatewayRefund.objects.exists()
    assert puts(epayco) == []


def test_switched_off_nothing_is_sent(order, epayco, settings):
    give(order)
    settings.EPAYCO_REFUNDS = "manual"

    reconcile()

    assert puts(epayco) == []


def test_the_database_takes_one_call_for_a_refund_and_one_for_a_payment(order):
    call = GatewayRefund.objects.get(refund=give(order))
    other = Refund.objects.create(order=order, amount=1, reason="x")

    for fields in ({"refund": call.refund, "reference": "1"}, {"refund": other}):
        with pytest.raises(IntegrityError), transaction.atomic():
            GatewayRefund.objects.create(**{"reference": REFERENCE} | fields)
    with pytest.raises(IntegrityError), transaction.atomic():
        GatewayRefund.objects.filter(pk=call.pk).update(state="accepted")


def test_a_return_of_all_alarms_nobody(order, epayco):
    Order.objects.filter(pk=order.pk).update(status="delivered")
    give(order)

    service.send_waiting()

    assert states(order) == ("reversed", "done", "accepted")
    assert PaymentAttempt.objects.get().state == "reversed"
    assert not LedgerEntry.objects.needing_attention().exists()


def test_the_admin_shows_it(order, epayco, superuser, client):
    epayco.transactions[REFERENCE]["codTransactionState"] = 3
    refund = give(order)
    service.send_waiting()
    client.force_login(superuser)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"

    start = client.get("/admin/")
    waits = {str(label): (count, url) for label, count, url in start.context["attention"]}
    count, url = waits["Refunds that ePayco did not confirm"]
    assert (count, client.get(url).context["cl"].result_count) == (1, 1)
    page = client.get(reverse("admin:orders_refund_change", args=[refund.pk])).content.decode()
    assert "refused" in page
    assert "&quot;success&quot;: false" in page
    done = client.get(reverse("admin:orders_refund_done", args=[refund.pk])).content.decode()
    assert "This refund was requested from ePayco on" in done
    form = reverse("admin:orders_order_refund", args=[make_order().pk])
    assert "requested from ePayco automatically, once" in client.get(form).content.decode()
