"""The admin's lists accept their own filters, and no others."""

import re
from html import unescape

import pytest
from django.contrib import admin
from django.utils import timezone

from common.admin import StrictListMixin
from common.models import OutboxMail, WebhookDelivery, WebhookEndpoint
from orders.models import PaymentAttempt
from tools.security.world import World, make_world

pytestmark = pytest.mark.django_db
ADMINS = sorted(admin.site._registry.items(), key=lambda pair: pair[0]._meta.label)
EACH = pytest.mark.parametrize("model", [model for model, _ in ADMINS], ids=lambda m: m.__name__)


@pytest.fixture
def root(client, world):
    client.force_login(world.users["superuser"])
    client.raise_request_exception = False
    return client


@pytest.fixture
def world(db) -> World:
    return make_world()


def list_of(model) -> str:
    return f"/admin/{model._meta.app_label}/{model._meta.model_name}/"


def make_attempt(refusal: str) -> PaymentAttempt:
    return PaymentAttempt.objects.create(
        reference=f"r{refusal}", invoice="INV-1", refusal=refusal, amount=1, at=timezone.now()
    )


@EACH
def test_each_of_its_filters_works(root, model):
    page = root.get(list_of(model))
    for spec in page.context["cl"].filter_specs:
        for choice in spec.choices(page.context["cl"]):
            answer = root.get(list_of(model) + choice["query_string"])
            assert answer.status_code == 200, choice


@EACH
def test_what_no_filter_asks_is_refused(root, model):
    questions = ["id__range=1", "pk__in=" + "9" * 30, "id__year=0", "id__gt=1"]
    for field in model._meta.fields:
        questions += [f"{field.name}__startswith=a", f"{field.name}__range=", f"{field.name}=x"]
    for question in questions:
        answer = root.get(f"{list_of(model)}?{question}")
        assert answer.status_code == 400, question


@EACH
@pytest.mark.parametrize("row", ["..", "", "9" * 30, "٣٣٣", "1,2", "\x00"])
def test_a_chosen_row_that_cannot_be_is_no_error_of_the_server(root, model, row):
    body = {"action": "delete_selected", "_selected_action": row}
    assert root.post(list_of(model), body).status_code in (200, 302)


def test_no_admin_is_left_out():
    assert [model.__name__ for model, of in ADMINS if not isinstance(of, StrictListMixin)] == []


def test_a_password_is_not_found_by_its_beginning(root, world):
    for question in ("password__startswith=p", "q=pbkdf2", "o=password", "user__password=x"):
        answer = root.get(f"/admin/users/appuser/?{question}")
        found = answer.context["cl"].result_count if answer.status_code == 200 else 0
        assert answer.status_code == 400 or found in (0, len(world.users) + 2)


def test_payment_attempts_are_filtered_by_refusal(root):
    for refusal in ("", "amount_mismatch"):
        make_attempt(refusal)
    page = root.get("/admin/orders/paymentattempt/").content.decode()

    links = re.findall(r'href="(\?refusal[^"]*)"', page)
    assert len(links) >= 2
    for link in links:
        found = root.get(f"/admin/orders/paymentattempt/{unescape(link)}")
        assert (found.status_code, found.context["cl"].result_count) == (200, 1)


def test_texts_without_choices_can_be_filtered(root):
    mail = OutboxMail.objects.create(kind="verify_email", to="a@b.co", next_try_at=timezone.now())
    OutboxMail.objects.filter(pk=mail.pk).update(language="en")
    endpoint = WebhookEndpoint.objects.create(url="https://example.com/")
    WebhookDelivery.objects.create(endpoint=endpoint, message_id="m", event="order.paid")

    for query in ("outboxmail/?language__exact=en", "webhookdelivery/?event__exact=order.paid"):
        page = root.get(f"/admin/common/{query}")
        assert page.context["cl"].result_count > 0
        assert query.partition("?")[2] in page.content.decode()
