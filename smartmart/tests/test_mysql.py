"""A kept connection is checked before it is used, at most once a second."""

import time

import pytest
from django.db import connection

from smartmart.mysql import base

pytestmark = pytest.mark.db_server


@pytest.fixture
def pings(transactional_db, monkeypatch):
    """How often the server was asked whether it is there."""
    connection.ensure_connection()
    monkeypatch.setattr(connection, "health_check_enabled", True)
    driver, asked = type(connection.connection), []
    ping = driver.ping
    monkeypatch.setattr(driver, "ping", lambda self, *args: asked.append(1) or ping(self, *args))
    return asked


def ask() -> int:
    """What the first query of a request does."""
    connection.close_if_unusable_or_obsolete()
    with connection.cursor() as cursor:
        cursor.execute("SELECT CONNECTION_ID()")
        return cursor.fetchone()[0]


def test_a_connection_in_use_is_not_asked(pings):
    connection.asked_at = time.monotonic()
    assert ask() == ask()
    assert pings == []


def test_a_connection_that_was_silent_for_long_is_asked(pings):
    connection.asked_at = time.monotonic()
    before = ask()
    connection.asked_at -= base.TRUSTED_SECONDS
    assert ask() == before
    assert ask() == before
    assert pings == [1]


def test_a_connection_that_the_server_dropped_is_opened_anew(pings):
    before = ask()
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute(f"KILL {before}")
    other.close()
    connection.asked_at -= base.TRUSTED_SECONDS
    assert ask() != before


def test_a_connection_whose_server_rejects_writes_is_opened_anew(pings):
    before = ask()
    connection.refuses_writes = True
    assert ask() != before
