"""The options and the output of manage.py reconcile_payments."""

import csv
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from catalog.tests.factories import stock_of
from integrations.epayco.models import LedgerEntry
from integrations.epayco.reconciliation.tests.runs import (
    REFERENCE,
    reconcile,
    record_unverified,
    table,
)
from orders.models import Checkout, Order, PaymentAttempt

pytestmark = pytest.mark.django_db


def test_a_dry_run_changes_nothing(api, epayco, approved, product):
    record_unverified(api, epayco, approved)

    _, lines = table("--dry-run")

    assert [line[-1] for line in lines] == ["would be order_made"]
    assert not Order.objects.exists()
    assert not PaymentAttempt.objects.exists()
    assert LedgerEntry.objects.get().settled_at is None
    assert stock_of(product) == 5


def test_since_leaves_out_what_is_older(api, epayco, approved):
    record_unverified(api, epayco, approved)
    past = timezone.now() - timedelta(days=2)
    LedgerEntry.objects.update(received_at=past)
    Checkout.objects.update(created_at=past)

    assert table("--since", "1d") == (0, [])
    assert len(table("--since", past.date().isoformat())[1]) == 1


@pytest.mark.parametrize("end", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-05:00"])
def test_since_knows_the_ends_of_the_calendar(db, end):
    assert table("--since", end) == (0, [])


@pytest.mark.parametrize("given", ["yesterday", "3y", "2026-13-01", "-1d", "٣d", ""])
def test_a_since_that_is_none_is_refused(db, given):
    with pytest.raises(CommandError, match="no date"):
        call_command("reconcile_payments", f"--since={given}")


def test_csv_into_a_file_beside_the_table(api, epayco, approved, tmp_path):
    record_unverified(api, epayco, approved)

    _, out = reconcile("--csv", str(tmp_path / "found.csv"))

    assert out.splitlines()[0].split() == [
        "reference",
        "invoice",
        "ours",
        "theirs",
        "amount",
        "state",
        "done",
    ]
    assert out.splitlines()[1].startswith(REFERENCE)
    lines = list(csv.DictReader((tmp_path / "found.csv").open()))
    assert [line["done"] for line in lines] == ["order_made"]


def test_a_file_that_cannot_be_written_is_told_before_anything_is_asked(epayco, approved, tmp_path):
    with pytest.raises(CommandError, match="cannot be written"):
        reconcile("--csv", str(tmp_path / "missing" / "found.csv"))
    assert epayco.calls == []


def test_cron_hears_only_of_what_differs(api, epayco, approved):
    record_unverified(api, epayco, approved)

    first, second = reconcile("--verbosity", "0"), reconcile("--verbosity", "0")

    assert len(first[1].splitlines()) == 1
    assert second == (0, "")


def test_a_formula_in_an_invoice_stays_a_text(api, epayco, checkout):
    record_unverified(api, epayco, checkout)
    epayco.knows(REFERENCE, invoice="=1+1", amount=1)

    assert table()[1][0][1] == "'=1+1"
