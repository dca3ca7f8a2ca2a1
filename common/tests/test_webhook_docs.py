"""Webhooks in the documents and the schema."""

import re

import pytest
from django.conf import settings
from django.utils import timezone
from standardwebhooks import Webhook

from common.webhooks.events import EVENTS
from common.webhooks.models import new_secret

PAGE = settings.BASE_DIR / "docs" / "how-to" / "webhooks.md"


def test_the_example_verifies_what_the_shop_signs():
    (example,) = re.findall(r"```python\n(.*?)```", PAGE.read_text(), re.S)
    names: dict = {}
    exec(example, names)
    secret, body, now = new_secret(), '{"type":"order.paid"}', timezone.now()
    headers = {
        "webhook-id": "msg_1",
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Webhook(secret).sign("msg_1", now, body),
    }

    assert names["receive"](secret, headers, body) == {"type": "order.paid"}
    assert names["receive"](secret, headers, body + " ") is None


@pytest.mark.django_db
def test_the_schema_and_the_page_know_every_event(api):
    schema = api.get("/schema/?lang=en").json()

    assert set(schema["webhooks"]) == set(EVENTS)
    for event in EVENTS:
        assert f"`{event}`" in PAGE.read_text()
