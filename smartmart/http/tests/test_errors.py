"""Every error response is JSON in the common envelope."""

import json

import pytest
from django.db import OperationalError
from django.test import RequestFactory

from smartmart.http.errors import server_error


def errors(response, status: int) -> list[dict]:
    assert response.status_code == status
    assert response.headers["Content-Type"].startswith("application/json")
    body = json.loads(response.content)
    assert set(body) == {"type", "errors"}
    assert all(set(error) == {"code", "detail", "attr"} for error in body["errors"])
    return body["errors"]


def test_an_address_that_nothing_is_at(api):
    assert errors(api.get("/nothing/here/"), 404)[0]["code"] == "not_found"


def test_a_path_without_its_slash(api):
    assert errors(api.post("/login", {}), 404)


def test_a_host_that_is_not_served(api):
    assert errors(api.get("/health/", HTTP_HOST="evil.example"), 400)[0]["code"] == "invalid_host"


@pytest.mark.django_db
def test_a_method_that_is_not_allowed(api):
    assert errors(api.delete("/login/"), 405)[0]["code"] == "method_not_allowed"


def test_a_content_type_that_is_not_understood(api):
    response = api.post("/login/", "email=a", content_type="application/x-www-form-urlencoded")

    assert errors(response, 415)[0]["code"] == "unsupported_media_type"


@pytest.mark.django_db
@pytest.mark.parametrize("accept", ["text/html", "application/xml", "image/*", "nonsense"])
def test_an_answer_is_json_whatever_is_asked_for(api, accept):
    assert errors(api.get("/products/none/", HTTP_ACCEPT=accept), 404)[0]["code"] == "not_found"
    answer = api.get("/products/", HTTP_ACCEPT=accept)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/json"


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b'{"email": NaN}',
        b"\xff\xfe{}",
        b'{"email": "\\u0000"}',
        b'{"email": "\\ud800"}',
        b"[" * 100_000,
        b'{"email": ' + b"9" * 5000 + b"}",
    ],
    ids=["cut", "nan", "bytes", "nul", "surrogate", "brackets", "digits"],
)
def test_a_body_that_cannot_be_read(api, body):
    response = api.post("/login/", body, content_type="application/json")

    assert errors(response, 400)[0]["code"] == "parse_error"


def test_a_body_that_is_too_large(api):
    response = api.post("/login/", b"x" * 2_700_000, content_type="application/json")

    assert errors(response, 413)[0]["code"] == "request_too_large"


def test_a_database_that_is_away_outside_of_the_api():
    try:
        raise OperationalError(2006, "Server has gone away")
    except OperationalError:
        response = server_error(RequestFactory().get("/"))

    assert errors(response, 503)
    assert response.headers["Retry-After"] == "1"


def test_anything_else_outside_of_the_api():
    assert errors(server_error(RequestFactory().get("/")), 500)[0]["code"] == "error"
