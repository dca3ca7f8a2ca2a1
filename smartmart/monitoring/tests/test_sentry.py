import os
import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured

from smartmart.monitoring import sentry

EVENT = {
    "transaction": "/login/",
    "user": {"email": "ana@mail.example"},
    "server_name": "shop-1",
    "breadcrumbs": {"values": [{"message": "ana@mail.example"}]},
    "request": {
        "method": "POST",
        "url": "https://shop.example.com/verifyemail/3f2c1f0e/?x=1",
        "headers": {"Authorization": "Bearer abc", "Cookie": "sessionid=abc"},
        "cookies": {"sessionid": "abc"},
        "data": {"password": "Un-buen-secreto-7"},
        "query_string": "x=1",
        "env": {"REMOTE_ADDR": "190.1.2.3"},
    },
    "exception": {
        "values": [
            {"type": "IntegrityError", "value": "Duplicate entry 'ana.perez' for key 'username'"},
            {"type": "ValueError", "value": "no account of ana@mail.example"},
        ]
    },
    "logentry": {"message": "Mail to %s", "params": ["ana@mail.example"]},
}


def test_what_leaves_for_sentry_names_nobody():
    sent = sentry.scrub(EVENT)

    for secret in ("ana", "abc", "3f2c1f0e", "Un-buen-secreto-7", "190.1.2.3", "shop-1"):
        assert secret not in str(sent), secret
    assert sent["transaction"] == "/login/"
    assert sent["request"] == {"method": "POST"}
    assert sent["exception"]["values"][0]["value"] == "Duplicate entry '…' for key '…'"
    assert sent["logentry"] == {"message": "Mail to %s"}
    assert "request_id" in sent["tags"]


def test_missing_package_stops_the_start_with_the_way_out(monkeypatch):
    monkeypatch.setitem(sys.modules, "sentry_sdk", None)

    with pytest.raises(ImproperlyConfigured, match=r"requirements-sentry\.txt"):
        sentry.start("https://key@sentry.example/1", environment="test")


def test_a_dsn_that_is_none_stops_the_start():
    pytest.importorskip("sentry_sdk")

    with pytest.raises(ImproperlyConfigured, match="SENTRY_DSN"):
        sentry.start("not-a-dsn", environment="test")


def test_an_unforeseen_error_reaches_sentry_without_the_person():
    """In a process of its own: what Sentry patches stays patched. The secrets come from outside,
    because Sentry sends the lines of code around an error."""
    pytest.importorskip("sentry_sdk")
    code = """
import os
os.environ.update(DJANGO_SETTINGS_MODULE="smartmart.settings_test",
                  SENTRY_DSN="https://key@127.0.0.1:9/1")
import django; django.setup()
import sentry_sdk
sent = []
sentry_sdk.get_client().transport.capture_envelope = lambda each: sent.append(each.get_event())
from django.test import Client
from smartmart.monitoring import health as views
who, secret = os.environ["WHO"], os.environ["SECRET"]
def fail(self, request): raise RuntimeError("about " + who)
views.HealthView.get = fail
answer = Client(raise_request_exception=False).get(
    "/health/?s=" + secret,
    headers={"Authorization": "Bearer " + secret, "Cookie": "sessionid=" + secret})
assert answer.status_code == 500, answer.status_code
events = [each for each in sent if each]
assert events and events[0]["exception"]["values"][-1]["value"] == "about [e-mail]", events
assert secret not in str(events) and who not in str(events), events
"""
    secrets = {"WHO": "ana@mail.example", "SECRET": "shown-to-nobody"}
    subprocess.run([sys.executable, "-c", code], check=True, env=os.environ | secrets)
