"""Every call of the schema has real examples, recorded here on a tour of the demo shop.

After a change of the API: WRITE_EXAMPLES=1 python -m pytest smartmart/tests/test_examples.py"""

import json
import os
from io import StringIO
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import connection
from rest_framework.test import APIClient

from common.mail import outbox
from smartmart.openapi import examples
from smartmart.openapi.error_codes import CODES
from smartmart.tests.recorder import Recorder
from smartmart.tests.tour import STOPS
from users.tests.mailbox import LINK

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


class Tour:
    """The people of the demo shop, whose calls are recorded."""

    def __init__(self, recorder: Recorder, settings):
        self.recorder, self.settings = recorder, settings
        self.anyone = APIClient(raise_request_exception=False)
        self.shopper = self.client("shopper@smartmart.test", "demo-Shopper-1")
        self.staff = self.client("staff@smartmart.test", "demo-Staff-1")
        self.admin = self.client("admin@smartmart.test", "demo-Admin-1")
        self.invoice = ""

    def get(self, client, url, status=200, **more):
        return self.recorder.call(client, "GET", url, status=status, **more)

    def post(self, client, url, body=None, status=200, **more):
        return self.recorder.call(client, "POST", url, body, status=status, **more)

    def patch(self, client, url, body=None, status=200, **more):
        return self.recorder.call(client, "PATCH", url, body, status=status, **more)

    def delete(self, client, url, body=None, status=204, **more):
        return self.recorder.call(client, "DELETE", url, body, status=status, **more)

    def session(self, email: str, password: str) -> dict:
        return self.anyone.post("/login/", {"email": email, "password": password}).json()

    def client(self, email: str, password: str) -> APIClient:
        client = APIClient(raise_request_exception=False)
        access = self.session(email, password)["access"]
        client.credentials(HTTP_AUTHORIZATION=f"Bearer {access}")
        return client

    def mailed(self, word: str) -> str:
        """Return the newest mailed link with this word in it."""
        outbox.drain()
        links = [LINK.search(message.body) for message in reversed(mail.outbox)]
        return next(link[1] for link in links if link and word in link[1])

    def query(self, link: str) -> dict[str, str]:
        return dict(parse_qsl(urlsplit(link).query))


@pytest.fixture
def schema(api) -> dict:
    return api.get("/schema/").json()


@pytest.fixture
def demo_shop(settings):
    """Ids that start at 1, as in a shop that was just made."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM sqlite_sequence")
    settings.DEBUG = True
    call_command("seed_demo", verbosity=0, stdout=StringIO())
    settings.DEBUG = False


def test_the_examples_are_what_the_shop_answers(schema, demo_shop, settings):
    settings.EPAYCO_VALIDATION_URL = settings.EPAYCO_API_URL = "http://127.0.0.1:9"
    recorder = Recorder(schema)
    tour = Tour(recorder, settings)
    for stop in STOPS:
        stop.visit(tour)
    found = json.dumps(dict(sorted(recorder.found.items())), indent=1, ensure_ascii=False) + "\n"
    if "WRITE_EXAMPLES" in os.environ:
        examples.FILE.write_text(found, encoding="utf-8")

    assert examples.FILE.read_text(encoding="utf-8") == found


def test_every_call_has_an_example_of_request_response_and_errors(schema):
    missing = []
    for name, operation in examples.operations(schema):
        for content in operation.get("requestBody", {}).get("content", {}).values():
            if "example" not in content:
                missing.append((name, "request"))
        for status, response in operation["responses"].items():
            content = response.get("content", {}).get("application/json")
            if content is not None and not content.get("examples"):
                missing.append((name, status))

    assert missing == [], missing


def test_the_schema_speaks_english_to_everybody(api):
    spanish = api.get("/schema/?lang=es", HTTP_ACCEPT_LANGUAGE="es-CO")
    english = api.get("/schema/", HTTP_ACCEPT_LANGUAGE="en")

    assert spanish.content == english.content


def test_each_recorded_error_code_is_explained():
    codes = {
        code
        for entry in examples.recorded().values()
        for status, answers in entry["responses"].items()
        if status >= "400"
        for code in answers
    }

    assert codes - CODES.keys() == set()
