"""Log lines contain no personal data, whichever logger wrote them."""

import json
import logging
import sys

import pytest
from django.db import IntegrityError
from django.test import RequestFactory

from smartmart.monitoring.logs import formatter

JWT = "eyJhbGciOiJIUzI1NiJ9.eyJ1c2VyX2lkIjoiNyJ9.c2lnbmF0dXJl"


def line(message: str, *args: object, **extra: object) -> dict:
    record = logging.LogRecord("shop", logging.WARNING, "a.py", 1, message, args, None)
    record.__dict__.update(extra)
    return json.loads(formatter(as_json=True).format(record))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Not Found: /verifyemail/0b7d-11/", "Not Found: /verifyemail/[token]/"),
        ("GET /password/reset/confirm/?uid=MQ&token=abc", "GET /password/reset/confirm/?[query]"),
        ("Bad Request: /users/?search=ana@example.com", "Bad Request: /users/?[query]"),
        ("no route to ana.maria@example.com today", "no route to [e-mail] today"),
        (f"Bearer {JWT} is dead", "Bearer [token] is dead"),
        ("Payment 77 for INV-1: order_made", "Payment 77 for INV-1: order_made"),
    ],
)
def test_what_opens_a_door_or_names_a_person_gives_way(text, shown):
    assert line(text)["message"] == shown
    assert line("%s", text)["message"] == shown


def test_a_line_about_a_request_has_its_id_and_nothing_else_of_it():
    request = RequestFactory().get("/users/?search=ana", HTTP_COOKIE="sessionid=s3cret")
    request.request_id = "abcdefgh"
    found = line("Bad Request: %s", "/users/", request=request, status_code=400)

    assert found["request_id"] == "abcdefgh"
    assert "request" not in found
    assert "s3cret" not in str(found)


def test_a_database_that_quotes_the_row_is_not_quoted():
    try:
        try:
            raise IntegrityError(1062, "Duplicate entry 'Canarita' for key 'app_users.x'")
        except IntegrityError as error:
            raise ValueError("ana@example.com is no good") from error
    except ValueError:
        found = line("It failed.", exc_info=sys.exc_info())

    assert "Canarita" not in found["exc_info"]
    assert "ana@example.com" not in found["exc_info"]
    assert "IntegrityError" in found["exc_info"]
    assert "test_logs.py" in found["exc_info"]


def test_a_record_is_left_as_it_was_for_others_who_read_it():
    record = logging.LogRecord("shop", 30, "a.py", 1, "to %s", ("ana@example.com",), None)
    formatter(as_json=False).format(record)

    assert record.getMessage() == "to ana@example.com"


@pytest.mark.django_db
def test_a_refusal_is_logged_with_the_id_that_was_answered(api, caplog):
    response = api.get("/orders/?search=x", HTTP_X_REQUEST_ID="from-the-proxy-1")

    assert response.headers["X-Request-Id"] == "from-the-proxy-1"
    found = json.loads(formatter(as_json=True).format(caplog.records[-1]))
    assert found["message"] == "Unauthorized: /orders/"
    assert found["request_id"] == "from-the-proxy-1"
