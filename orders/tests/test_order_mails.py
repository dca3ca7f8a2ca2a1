"""The mails about an order, in the buyer's language."""

import pytest
from django.core import mail

from common.mails import render
from orders import mails
from orders.tests.factories import make_order

pytestmark = pytest.mark.django_db
KINDS = ("order_made", "order_shipped", "order_reversed")


def rendered(kind: str, language: str = "en", **fields):
    order = make_order(first_name="Ana <b>", **fields)
    context = mails.context(order, order.items.all())
    return order, render(kind, order.email, language=language, context=context)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", ["en", "es"])
def test_mail_names_the_order_and_what_it_costs(kind, language):
    order, message = rendered(kind, language)
    html = message.alternatives[0][0]

    assert order.invoice_id in message.subject
    assert message.to == [order.email]
    for text in (message.body, html):
        assert order.invoice_id in text
        assert order.items.get().product_name in text
        assert {"en": "25,000 COP", "es": "25.000 COP"}[language] in text


@pytest.mark.parametrize("kind", KINDS)
def test_names_are_escaped_in_html_and_only_there(kind):
    _, message = rendered(kind)

    assert "Ana <b>" in message.body
    assert "Ana &lt;b&gt;" in message.alternatives[0][0]


def test_the_mail_says_where_the_goods_go():
    where = {"delivery_method": "standard", "city": "Cali", "address": "Calle 1"}
    _, to_the_door = rendered("order_made", **where)
    _, at_the_shop = rendered("order_made", delivery_method="pickup")

    for text in (to_the_door.body, to_the_door.alternatives[0][0]):
        assert "Delivery to Calle 1, Cali" in text
    for text in (at_the_shop.body, at_the_shop.alternatives[0][0]):
        assert "Pick-up at the shop" in text


def test_order_in_review_promises_to_be_in_touch():
    _, paid = rendered("order_made")
    _, review = rendered("order_made", payment_status="review")

    assert "in touch" not in paid.body
    for text in (review.body, review.alternatives[0][0]):
        assert "in touch" in text


def test_mail_leaves_after_the_transaction(django_capture_on_commit_callbacks):
    order = make_order(email="ana@example.com", language="en")

    with django_capture_on_commit_callbacks(execute=True):
        mails.owe("order_reversed", order, order.items.all())
        assert mail.outbox == []

    assert [message.to for message in mail.outbox] == [["ana@example.com"]]
    assert "reversed" in mail.outbox[0].subject


def test_the_mail_names_the_document_that_was_given():
    _, without = rendered("order_made", "es")
    _, message = rendered("order_made", "es", document_type="NIT", document_number="900123456-7")

    assert "Documento" not in without.body
    assert "Documento: NIT 900123456-7" in message.body
    assert "NIT 900123456-7" in message.alternatives[0][0]
