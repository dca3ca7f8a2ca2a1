"""The ledger's limit of rows per payment, and which notifications are verified."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from catalog.tests.factories import make_product
from integrations.epayco.ledger import entries
from integrations.epayco.models import LedgerEntry
from integrations.epayco.tests.factories import begin, confirm, notice
from orders.models import Order

REFERENCE = "310000001"


@pytest.fixture
def checkout(client_of, shopper):
    return begin(client_of(shopper), (make_product(), 1))


def told(checkout, invoice: str, state: str = "1") -> dict[str, str]:
    """A notice of the payment that names this invoice, which its signature doesn't cover."""
    named = {"x_id_invoice": invoice, "x_id_factura": invoice}
    return notice(checkout, state, x_ref_payco=REFERENCE, **named)


@pytest.mark.django_db
def test_rivals_for_the_last_place_in_the_ledger_leave_one_row(api, checkout, monkeypatch):
    """Each has counted the rows before the other wrote its own."""
    monkeypatch.setattr(entries, "MAX_ROWS", 2)
    confirm(api, told(checkout, "INV-0", "3"))
    write, rivals = entries.written, ["INV-1"]

    def overtaken(*args):
        if rivals:
            confirm(api, told(checkout, rivals.pop(), "3"))
        return write(*args)

    monkeypatch.setattr(entries, "written", overtaken)

    assert confirm(api, told(checkout, "INV-2", "3")).status_code == 200
    rows = LedgerEntry.objects.filter(reference=REFERENCE).order_by("pk")
    assert list(rows.values_list("invoice", "deliveries")) == [("INV-0", 1), ("INV-1", 2)]


@pytest.mark.django_db
def test_a_paid_reference_that_comes_for_another_invoice_needs_a_look(
    api, client_of, shopper, checkout, epayco
):
    other = begin(client_of(shopper), (make_product(), 1))
    epayco.knows(REFERENCE, invoice=checkout.invoice, amount=str(checkout.total))
    confirm(api, told(checkout, checkout.invoice))
    epayco.knows(REFERENCE, invoice=other.invoice, amount=str(checkout.total))

    assert confirm(api, told(checkout, other.invoice)).status_code == 200

    assert LedgerEntry.objects.get(invoice=other.invoice).attention == "reference_reused"
    assert Order.objects.get().invoice_id == checkout.invoice


@pytest.mark.django_db
def test_a_notice_for_another_invoice_is_asked_about_once(api, checkout, epayco):
    epayco.knows(REFERENCE, invoice=checkout.invoice, amount=str(checkout.total))
    confirm(api, told(checkout, checkout.invoice))
    confirm(api, told(checkout, "INV-forged"))
    epayco.calls.clear()

    assert confirm(api, told(checkout, "INV-forged")).status_code == 200

    assert epayco.calls == []
    assert not LedgerEntry.objects.exclude(attention="").exists()


@pytest.mark.django_db(transaction=True)
def test_a_reference_that_never_appears_is_written_in_a_transaction(
    api, checkout, epayco, monkeypatch
):
    """MySQL refuses to lock rows outside of one."""
    in_transaction = []
    apply = entries.apply

    def watched(*args):
        in_transaction.append(connection.in_atomic_block)
        apply(*args)

    monkeypatch.setattr(entries, "apply", watched)
    confirm(api, notice(checkout, x_ref_payco=REFERENCE))
    LedgerEntry.objects.update(received_at=timezone.now() - timedelta(hours=2))

    assert confirm(api, notice(checkout, x_ref_payco=REFERENCE)).status_code == 200
    assert in_transaction == [True]
