"""A process that is killed during a refund through ePayco."""

import os
import signal
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.management import call_command
from django.db import connection

from business_logic.orders import gateway_refunds, refunds
from catalog.tests.factories import make_product
from common.tests.race import race
from integrations.epayco.http import exchange
from integrations.epayco.refunds import calls, service
from orders.models import GatewayRefund, Order
from orders.tests.factories import make_attempt, make_order

# A child that is killed needs a database that lives outside of it.
pytestmark = [pytest.mark.db_server, pytest.mark.django_db(transaction=True)]
REFERENCE = "310000778"


@pytest.fixture
def order(epayco, settings):
    settings.EPAYCO_REFUNDS = "api"
    order = make_order(product=make_product(stock_quantity=5), ref_payco=REFERENCE)
    make_attempt(order.checkout, reference=REFERENCE)
    epayco.knows(REFERENCE, invoice=order.invoice_id, amount=str(order.total))
    refunds.refund(order.invoice_id, amount=order.total, reason="x", restock={}, by=None)
    return order


def kill_itself(*args, **kwargs):
    os.kill(os.getpid(), signal.SIGKILL)


def send_in_a_child_that_dies_at(module, name: str) -> None:
    connection.close()
    child = os.fork()
    if child == 0:
        try:
            exchange.workers = ThreadPoolExecutor()  # the parent's threads are not here
            setattr(module, name, kill_itself)
            service.send_waiting()
        finally:
            os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL


def puts(epayco) -> int:
    return sum("/refund/" in path for path, _, _ in epayco.calls)


def go_on() -> None:
    for _ in range(2):
        service.send_waiting()
        call_command("reconcile_payments", verbosity=0)


def test_killed_between_the_record_and_the_put(order, epayco):
    send_in_a_child_that_dies_at(calls, "put")
    go_on()

    assert puts(epayco) == 0
    assert GatewayRefund.objects.for_a_person().get().state == "sent"
    assert Order.objects.get().payment_status == "paid"


def test_killed_after_the_put(order, epayco):
    send_in_a_child_that_dies_at(gateway_refunds, "write_answer")
    assert GatewayRefund.objects.for_a_person().get().state == "sent"
    go_on()

    assert puts(epayco) == 1
    assert (Order.objects.get().payment_status, order.refunds.get().state) == ("reversed", "done")


def test_killed_before_the_record_it_is_sent_by_the_next(order, epayco):
    send_in_a_child_that_dies_at(gateway_refunds, "claim")
    assert puts(epayco) == 0
    go_on()

    assert puts(epayco) == 1
    assert Order.objects.get().payment_status == "reversed"


def test_of_many_senders_at_once_one_sends(order, epayco):
    sent = race(lambda _: service.send_waiting(), 6)

    assert sorted(sent) == [0, 0, 0, 0, 0, 1]
    assert puts(epayco) == 1
