"""Headers, cookies, CORS, https and proxies, as in production."""

import json
import os
import subprocess
import sys

import pytest
from django.conf import settings

from tools.security import wire

ASK = """
import json, sys
import django
django.setup()
from tools.security import wire
asked = json.loads(sys.argv[1])
print(json.dumps([
    {"status": answer.status, "headers": answer.headers}
    for answer in (wire.call(method, path, headers) for method, path, headers in asked)
]))
"""
PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "smartmart.settings",
    "DOTENV_FILE": os.devnull,
    "DEBUG": "false",
    "SECRET_KEY": "a-secret-key-of-a-production-0123456789abcdefghij",
    "PUBLIC_URL": "https://testserver",
    "P_CUST_ID_CLIENTE": "900002",
    "P_KEY": "9f3fa40cdb2395eff233098f69c16b9f6995da45",
    "EPAYCO_PUBLIC_KEY": "a-public-key",
    "EPAYCO_PRIVATE_KEY": "a-private-key",
    "DATABASE_URL": "sqlite:////nonexistent/never-opened.sqlite3",
    "CACHE_URL": "",
    "TRUSTED_PROXIES": "1",
    "CORS_ALLOWED_ORIGINS": "https://shop.example",
    "LOG_LEVEL": "CRITICAL",
}
HTTPS = ["X-Forwarded-Proto", "https"]


def ask(*asked: tuple[str, str, list], **environment: str) -> list[dict]:
    """The answers of a shop that was started for this; none of them needs the database."""
    done = subprocess.run(
        [sys.executable, "-c", ASK, json.dumps(asked)],
        cwd=settings.BASE_DIR,
        env={"PATH": os.environ["PATH"], **PRODUCTION, **environment},
        capture_output=True,
        check=True,
    )
    return json.loads(done.stdout.splitlines()[-1])


def test_http_is_sent_to_https_except_what_follows_no_redirect():
    paths = ["/products/", "/login/", "/admin/", "/checkoutconfirmation/", "/health/"]
    found = ask(*[("POST" if "confirm" in path else "GET", path, []) for path in paths])

    assert [answer["status"] for answer in found] == [301, 301, 301, 400, 200]
    assert found[0]["headers"]["location"] == "https://testserver/products/"
    assert found[0]["headers"]["content-security-policy"]


def test_without_trusted_proxies_a_client_cannot_claim_https():
    (answer,) = ask(("GET", "/products/", [HTTPS]), TRUSTED_PROXIES="0")
    assert answer["status"] == 301


def test_behind_https_every_answer_has_its_headers():
    hosts = ["testserver", "evil.example"]
    asked = [("GET", path, [HTTPS]) for path in ("/health/", "/nothing/", "/admin/login/")]
    asked += [("GET", "/health/", [HTTPS, ["Host", host]]) for host in hosts]
    for answer in ask(*asked):
        headers = answer["headers"]
        assert headers["strict-transport-security"] == "max-age=31536000; includeSubDomains"
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
        assert headers["referrer-policy"] == "same-origin"
        assert "no-store" in headers["cache-control"]
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert len(headers["x-request-id"]) >= 8


def test_a_page_runs_scripts_of_this_server_only_and_the_api_is_nothing_to_render():
    page, answer = ask(("GET", "/admin/login/", [HTTPS]), ("GET", "/health/", [HTTPS]))

    policy = page["headers"]["content-security-policy"]
    assert "script-src 'self';" in policy
    assert "object-src 'none'" in policy
    assert answer["headers"]["content-security-policy"].startswith("default-src 'none'")


def test_cookies_of_the_admin_stay_on_https():
    (page,) = ask(("GET", "/admin/login/", [HTTPS]))

    cookie = page["headers"]["set-cookie"].strip()
    assert cookie.startswith("csrftoken=")
    assert "Secure" in cookie
    assert "SameSite=Lax" in cookie


def test_cors_names_its_origins():
    wanted = ["Access-Control-Request-Method", "POST"]
    known, stranger, nobody = ask(
        *[("OPTIONS", "/login/", [HTTPS, wanted, ["Origin", origin]])
          for origin in ("https://shop.example", "https://evil.example", "null")]
    )  # fmt: skip
    assert known["headers"]["access-control-allow-origin"] == "https://shop.example"
    assert "idempotency-key" in known["headers"]["access-control-allow-headers"]
    assert "access-control-allow-credentials" not in known["headers"]
    for answer in (stranger, nobody):
        assert "access-control-allow-origin" not in answer["headers"]


def test_a_front_end_may_read_why_it_was_refused():
    size, origin = ["Content-Length", "9999999"], ["Origin", "https://shop.example"]
    large, evil = ask(
        ("POST", "/login/", [HTTPS, size, origin]),
        ("GET", "/health/", [HTTPS, origin, ["Host", "evil.example"]]),
    )
    assert (large["status"], evil["status"]) == (413, 400)
    assert large["headers"]["access-control-allow-origin"] == "https://shop.example"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("hops", "sent", "counted"),
    [
        (0, "6.6.6.6", "127.0.0.1"),
        (1, "6.6.6.6, 192.0.2.1", "192.0.2.1"),
        (2, "6.6.6.6, 192.0.2.7, 192.0.2.1", "192.0.2.7"),
        (2, "192.0.2.1", "127.0.0.1"),
        (1, "192.0.2.1, 6.6.6.6:1024", "6.6.6.6"),
        (1, "192.0.2.1, [2001:db8::1]:443", "2001:db8::1"),
        (1, "192.0.2.1, 2001:db8::1", "2001:db8::1"),
    ],
)
def test_the_address_is_what_the_last_trusted_proxy_wrote(settings, hops, sent, counted):
    from common.models import AuditEvent

    settings.TRUSTED_PROXIES = hops
    body = json.dumps({"email": "a@b.co", "password": "x"}).encode()
    headers = [("Content-Type", wire.JSON), ("X-Forwarded-For", sent)]
    wire.call("POST", "/login/", headers, body)

    assert AuditEvent.objects.get().address == counted


@pytest.mark.django_db
def test_a_session_of_the_admin_is_out_of_reach_of_scripts(superuser):
    from django.test import Client

    from users.tests.factories import PASSWORD

    data = {"username": superuser.email, "password": PASSWORD}
    answer = Client().post("/admin/login/?next=/admin/", data)

    assert answer.cookies["sessionid"]["httponly"]
    assert answer.cookies["sessionid"]["samesite"] == "Lax"


@pytest.mark.django_db
def test_a_second_superuser_of_the_same_name_is_refused_in_one_line(superuser):
    from django.core.management import CommandError, call_command

    for email, name in ((superuser.email.upper(), "other"), ("new@example.com", "PERSON1")):
        superuser.set_username("person1")
        superuser.save()
        os.environ["DJANGO_SUPERUSER_PASSWORD"] = "An0ther-Pass-2"
        try:
            with pytest.raises(CommandError):
                call_command("createsuperuser", "--noinput", email=email, username=name)
        finally:
            del os.environ["DJANGO_SUPERUSER_PASSWORD"]


def test_a_reset_link_is_good_for_an_hour():
    assert settings.PASSWORD_RESET_TIMEOUT == 3600
