"""Plain SQL writes the same values as the ORM."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from common.db.writing import MOST_VALUES, insert, insert_all, update
from common.models import OutboxMail
from integrations.epayco.models import LedgerEntry

pytestmark = pytest.mark.django_db


def mail(to: str = "a@example.com") -> OutboxMail:
    context = {"name": 'Peña "100 %"', "lines": [1, None]}
    return OutboxMail(kind="order_made", to=to, context=context, next_try_at=timezone.now())


def entry(digest: str, reference: str = "r-1") -> LedgerEntry:
    return LedgerEntry(digest=digest, reference=reference, last_received_at=timezone.now())


def values(row) -> dict:
    return {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if not field.primary_key and field.attname != "created_at"
    }


def test_a_row_is_read_back_as_it_was_given():
    row = insert(mail())
    by_orm = mail()
    by_orm.next_try_at = row.next_try_at
    by_orm.save()

    assert row.pk and not row._state.adding
    assert values(OutboxMail.objects.get(pk=row.pk)) == values(OutboxMail.objects.get(pk=by_orm.pk))


def test_many_rows_are_written_whatever_sqlite_takes_at_once():
    insert_all([mail(f"{number}@example.com") for number in range(MOST_VALUES // 4)])

    assert OutboxMail.objects.count() == MOST_VALUES // 4
    assert insert_all([]) == []


def test_a_unique_value_is_refused_as_by_the_orm():
    insert(entry("one"))

    with pytest.raises(IntegrityError), transaction.atomic():
        insert(entry("one", "r-2"))


def test_an_update_writes_the_fields_it_names():
    row = insert(mail())
    row.to, row.tries = "b@example.com", 3

    update(row, "tries")

    row.refresh_from_db()
    assert (row.to, row.tries) == ("a@example.com", 3)
