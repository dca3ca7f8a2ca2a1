"""manage.py epayco_simulate against the shop on a real port, including verification."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from integrations.epayco.models import LedgerEntry
from integrations.epayco.simulator.fields import STATES
from orders.models import Order


@pytest.fixture
def simulate(checkout, capsys):
    """simulate(*options): run the command for the checkout and return what it printed."""

    def run(*options: str) -> str:
        call_command("epayco_simulate", checkout.invoice, *options)
        return capsys.readouterr().out

    return run


def stock_of(checkout) -> int:
    return checkout.items.get().product.stock_quantity


def test_approval_makes_the_order_and_the_command_says_so(checkout, simulate):
    printed = simulate()

    order = Order.objects.get()
    assert (order.invoice_id, order.payment_status) == (checkout.invoice, "paid")
    assert "genuine" in printed
    assert "delivery 1: HTTP 200" in printed
    assert f"order:    paid, new, 80920.00 COP, payment {order.ref_payco}" in printed
    assert "3 (was 5)" in printed
    assert "ledger:   order_made, 1 deliveries" in printed


@pytest.mark.parametrize("method", ["get", "json"])
def test_notice_may_come_in_each_way_that_epayco_has(simulate, method):
    simulate("--method", method)

    assert Order.objects.get().payment_status == "paid"


def test_notice_delivered_five_times_acts_once(checkout, simulate):
    printed = simulate("--times", "5")

    assert "delivery 5: HTTP 200" in printed
    assert Order.objects.count() == 1
    assert stock_of(checkout) == 3
    assert LedgerEntry.objects.get().deliveries == 5


@pytest.mark.parametrize("state", sorted(set(STATES) - {"approved", "reversed"}))
def test_no_other_state_makes_an_order(checkout, simulate, state):
    printed = simulate("--state", state)

    assert "delivery 1: HTTP 200" in printed
    assert "order:    none" in printed
    assert not Order.objects.exists()
    assert stock_of(checkout) == 5


def test_pending_payment_is_approved_days_later(checkout, simulate):
    simulate("--state", "pending")
    simulate("--state", "approved", "--late")

    assert Order.objects.get().payment_status == "paid"
    assert LedgerEntry.objects.values("reference").distinct().count() == 1


def test_late_approval_is_not_lost(checkout, simulate):
    simulate("--late")

    checkout.refresh_from_db()
    assert checkout.expires_at < timezone.now()
    assert checkout.hold_until < timezone.now() + timedelta(seconds=1)
    assert Order.objects.get().payment_status == "paid"


def test_reversal_returns_the_stock_once(checkout, simulate):
    simulate()
    simulate("--state", "reversed", "--times", "2")

    assert Order.objects.get().payment_status == "reversed"
    assert stock_of(checkout) == 5


@pytest.mark.parametrize("tamper", ["amount", "invoice", "state", "signature"])
def test_forged_notice_makes_no_order(checkout, simulate, tamper):
    printed = simulate("--tamper", tamper)

    assert f"forged ({tamper})" in printed
    assert "HTTP 400" in printed if tamper == "signature" else "HTTP 200" in printed
    assert not Order.objects.exists()
    assert stock_of(checkout) == 5


def test_test_payment_makes_no_order_in_a_real_shop(simulate):
    printed = simulate("--test")

    assert "needs attention: test_payment" in printed
    assert not Order.objects.exists()


def test_reference_can_be_chosen(simulate):
    simulate("--reference", "310000077")

    assert Order.objects.get().ref_payco == "310000077"


def test_unknown_invoice_is_refused(stand_in):
    with pytest.raises(CommandError, match="no checkout"):
        call_command("epayco_simulate", "INV-1")


def test_shop_that_does_not_answer_is_said_so(checkout):
    with pytest.raises(CommandError, match="does not answer"):
        call_command("epayco_simulate", checkout.invoice, "--url", "http://127.0.0.1:9")


def test_a_real_shop_refuses_the_command(checkout, settings):
    settings.DEBUG = False

    with pytest.raises(CommandError, match="DEBUG"):
        call_command("epayco_simulate", checkout.invoice)

    assert not LedgerEntry.objects.exists()
