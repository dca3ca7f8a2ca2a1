"""Bulk deletion in the admin: messages and log entries name what was deleted."""

import pytest
from django.contrib.admin.models import DELETION, LogEntry
from django.urls import reverse

from catalog.models import Category
from catalog.tests.factories import make_category, make_product

pytestmark = pytest.mark.django_db
LIST = reverse("admin:catalog_category_changelist")


def test_a_category_that_is_not_empty_is_refused_and_not_called_deleted(client, staff):
    client.force_login(staff)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    full, empty = make_category(name="Full"), make_category(name="Empty")
    make_product(category=full)
    body = {"action": "delete_selected", "_selected_action": [full.pk, empty.pk]}

    asked = client.post(LIST, body)
    page = client.post(LIST, body | {"post": "yes"}, follow=True)

    assert "Are you sure" in asked.content.decode()
    said = [str(message) for message in page.context["messages"]]
    assert said[0].startswith(f"{full.pk}: ")
    assert said[1:] == ["1 changed."]
    assert list(Category.objects.filter(deleted_at=None)) == [full]
    entries = LogEntry.objects.filter(action_flag=DELETION)
    assert [entry.object_id for entry in entries] == [str(empty.pk)]
