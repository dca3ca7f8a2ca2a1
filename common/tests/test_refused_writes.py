"""A server that became read-only keeps its connections open: the shop must drop them."""

import pytest
from django.db import OperationalError, connection

from common.db import transactions

GONE = [1290, 1836, 1047, 3100]


@pytest.mark.parametrize("code", [1290, 1836, 1047, 3100, 3101, 1180, 1213])
def test_a_refused_write_is_tried_again(monkeypatch, code):
    tries, closed = [], []
    monkeypatch.setattr(connection, "close", lambda: closed.append(code))

    def work() -> str:
        tries.append(code)
        if len(tries) == 1:
            raise OperationalError(code, "not here")
        return "written"

    assert transactions.with_retries(work) == "written"
    assert len(tries) == 2
    assert closed == ([code] if code in GONE else [])


@pytest.mark.parametrize("code", [1146, 2013, "1290"])
def test_another_error_is_not(code):
    def work() -> None:
        raise OperationalError(code, "no")

    with pytest.raises(OperationalError):
        transactions.with_retries(work)


@pytest.mark.db_server
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("code", GONE)
def test_the_next_request_gets_another_connection(code):
    connection.ensure_connection()
    before = connection.connection

    with pytest.raises(OperationalError), connection.cursor() as cursor:
        cursor.execute(f"SIGNAL SQLSTATE 'HY000' SET MYSQL_ERRNO = {code}")
    connection.close_if_unusable_or_obsolete()
    connection.ensure_connection()

    assert connection.connection is not before
