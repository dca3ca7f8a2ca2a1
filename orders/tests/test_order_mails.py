"""The emails about an order, in the buyer's language."""

from datetime import date

import pytest
from django.core import mail
from django.utils import timezone

from common.mail.mailer import render
from orders import mails
from orders.mails import contexts
from orders.models import OrderReturn
from orders.tests.factories import make_attempt, make_checkout, make_order, tax_row

pytestmark = pytest.mark.django_db
NOW = "2026-11-25T22:05:00+00:00"
# What each kind needs beside the order.
MORE = {
    "order_made": {},
    "order_review": {"reason": "out_of_stock"},
    "order_shipped": {
        "carrier": "Deprisa",
        "tracking_number": "77",
        "tracking_url": "https://d.co/77",
    },
    "order_ready": {},
    "order_delivered": {"delivered_at": NOW, "withdraw_until": "2026-12-02"},
    "order_cancelled": {"amount": "25000.00", "due": "2026-12-11"},
    "refund_done": {"amount": "25000.00", "done_at": NOW},
    "order_reversed": {},
    "return_requested": {
        "id": 5,
        "amount": "25000.00",
        "due": "2026-12-10",
        "created_at": NOW,
        "returned": [{"name": "Panela", "quantity": 2}],
    },
    "return_received": {"id": 5, "amount": "25000.00", "due": "2026-12-10", "decided_at": NOW},
    "return_refused": {"id": 5, "refusal_reason": "Llegó <usado>"},
}


def rendered(kind: str, language: str = "en", more: dict | None = None, **fields):
    order = make_order(**{"first_name": "Ana <b>"} | fields)
    more = MORE.get(kind, {}) if more is None else more
    context = mails.context(order, order.items.all()) | more
    return order, render(kind, order.email, language=language, context=context)


def texts(message) -> tuple[str, str]:
    return message.body, message.alternatives[0][0]


@pytest.mark.parametrize("kind", MORE)
@pytest.mark.parametrize("language", ["en", "es"])
def test_mail_names_the_order_and_leads_to_it(kind, language, settings):
    settings.FRONTEND_URL = "https://shop.example"
    order, message = rendered(kind, language)

    assert "Ana <b>" in message.body
    assert "Ana &lt;b&gt;" in message.alternatives[0][0]
    for text in texts(message):
        assert f"https://shop.example/orders/{order.invoice_id}" in text
        assert "{{" not in text
        assert "\n\n\n" not in message.body


@pytest.mark.parametrize("kind", MORE)
def test_without_a_front_end_there_is_no_link(kind, settings):
    settings.FRONTEND_URL = ""
    order, message = rendered(kind)

    for text in texts(message):
        assert "/orders/" not in text
        assert f"Purchase reference: {order.invoice_id}" in text


@pytest.mark.parametrize("kind", ["order_made", "order_review"])
def test_the_acknowledgement_lists_what_was_bought(kind):
    order, english = rendered(kind)
    _, spanish = rendered(kind, "es")

    for text in texts(english):
        assert f"1 × {order.items.get().product_name}" in text
        assert "$\u00a025,000" in text
    for text in texts(spanish):
        assert "$\u00a025.000" in text


def test_lines_hold_their_tax_so_that_they_add_up():
    order = make_order(
        tax=4750, total=29750, taxes=[tax_row(25000, 4750, "0.19")], delivery_method="pickup"
    )

    said = mails.context(order, order.items.all())

    assert [line["total"] for line in said["items"]] == ["29750.00"]
    assert said["delivery"] == {"is_pickup": True, "address": "", "total": "0.00"}


def test_the_mail_says_where_the_goods_go():
    where = {"delivery_method": "standard", "city": "Cali", "address": "Calle 1"}
    _, to_the_door = rendered("order_made", **where)
    _, at_the_shop = rendered("order_made", delivery_method="pickup")

    for text in texts(to_the_door):
        assert "Delivery to Calle 1, Cali" in text
    for text in texts(at_the_shop):
        assert "Pick-up at the shop" in text


def test_times_are_those_of_colombia():
    _, message = rendered("return_requested")

    assert "Nov. 25, 2026, 5:05\u00a0p.m." in message.body
    assert "Dec. 10, 2026" in message.body


@pytest.mark.parametrize("language", ["es", "en"])
def test_a_sentence_that_ends_with_a_time_has_one_full_stop(language):
    checkout = make_checkout()
    bought = contexts.purchase(checkout, checkout.items.all())
    context = bought | {"until": NOW, "method": "PSE"}
    message = render("payment_pending", "a@b.co", language=language, context=context)

    for text in (message.body, message.alternatives[0][0]):
        assert "m." in text and "m.." not in text


def test_a_shipped_order_says_how_to_follow_it():
    _, message = rendered("order_shipped")

    for text in texts(message):
        assert "Deprisa, tracking number 77" in text
        assert "https://d.co/77" in text


@pytest.mark.parametrize("amount", ["25000.00", ""])
def test_a_cancelled_order_promises_only_what_is_owed(amount):
    _, message = rendered("order_cancelled", more={"amount": amount})

    assert ("We return $\u00a025,000" in message.body) == bool(amount)


def test_mail_leaves_after_the_transaction(django_capture_on_commit_callbacks):
    order = make_order(email="ana@example.com", language="en")

    with django_capture_on_commit_callbacks(execute=True):
        mails.enqueue("order_reversed", order)
        assert mail.outbox == []

    assert [message.to for message in mail.outbox] == [["ana@example.com"]]
    assert "reversed" in mail.outbox[0].subject


def test_the_mail_names_the_document_that_was_given():
    _, without = rendered("order_made", "es")
    _, message = rendered("order_made", "es", document_type="NIT", document_number="900123456-7")

    assert "Documento" not in without.body
    for text in texts(message):
        assert "NIT 900123456-7" in text


def test_a_failed_payment_leads_back_to_the_cart(settings):
    settings.FRONTEND_URL = "https://shop.example"
    checkout = make_checkout(quantity=2)
    item = checkout.items.get()
    said = {"state": "rejected", "reference": make_attempt(checkout).reference, "date": NOW}
    context = contexts.purchase(checkout, [item]) | said
    context |= {"path": contexts.cart_path([item]), "link": "cart", "items": []}

    message = render("payment_failed", checkout.email, language="en", context=context)

    for text in texts(message):
        assert f"https://shop.example/cart?items={item.product_id}:2" in text
        assert said["reference"] in text
        assert "The bank rejected it." in text


def test_a_return_is_told_with_its_goods():
    order = make_order()
    order.refresh_from_db()
    item = order.items.get()
    found = OrderReturn.objects.create(
        order=order,
        quantities={str(item.product_id): 1},
        amount=order.total,
        money_due_by=date(2026, 12, 10),
        decided_at=timezone.now(),
    )

    said = contexts.of_return(found, [item])

    assert said["returned"] == [{"name": item.product_name, "quantity": 1}]
    assert (said["id"], said["amount"], said["due"]) == (found.pk, "25000.00", "2026-12-10")
