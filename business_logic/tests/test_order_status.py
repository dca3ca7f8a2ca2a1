"""Order statuses: new, preparing, shipped, delivered, or cancelled."""

from datetime import timedelta

import pytest
from django.core import mail

from business_logic.exceptions import InvalidTransition
from business_logic.orders.order_status import change_status, change_tracking
from catalog.tests.factories import make_product
from common.colombia.dates import today
from common.models import AuditEvent, OutboxMail
from orders.models import Order
from orders.tests.factories import make_order

pytestmark = pytest.mark.django_db
STATUSES = [status for status, _ in Order.Status.choices]
ALLOWED = {
    ("new", "preparing"),
    ("new", "cancelled"),
    ("preparing", "shipped"),
    ("preparing", "cancelled"),
    ("shipped", "delivered"),
}
PAIRS = [(before, after) for before in STATUSES for after in STATUSES]


def take(order: Order, status: str) -> Order:
    return change_status(order.invoice_id, status, by=None)


@pytest.mark.parametrize(("before", "after"), PAIRS)
def test_only_these_steps_are_allowed(before, after):
    order = make_order(status=before)

    if (before, after) in ALLOWED:
        assert take(order, after).status == after
    else:
        with pytest.raises(InvalidTransition):
            take(order, after)
    order.refresh_from_db()
    assert order.status == (after if (before, after) in ALLOWED else before)


@pytest.mark.parametrize(("before", "after"), PAIRS)
def test_reversed_order_can_only_be_cancelled(before, after):
    order = make_order(status=before, payment_status="reversed", holds_stock=False)

    if (before, after) in ALLOWED and after == "cancelled":
        assert take(order, after).status == after
    else:
        with pytest.raises(InvalidTransition):
            take(order, after)


@pytest.mark.parametrize("status", ["new", "preparing"])
def test_cancelling_returns_the_stock_once(status):
    product = make_product(stock_quantity=3)
    order = make_order(product=product, quantity=2, status=status)

    take(order, "cancelled")
    with pytest.raises(InvalidTransition):
        take(order, "cancelled")

    product.refresh_from_db()
    assert product.stock_quantity == 5
    order.refresh_from_db()
    assert (order.status, order.holds_stock) == ("cancelled", False)


def test_cancelling_returns_no_stock_that_was_never_taken():
    product = make_product(stock_quantity=3)
    order = make_order(product=product, payment_status="review", holds_stock=False)

    take(order, "cancelled")

    product.refresh_from_db()
    assert product.stock_quantity == 3


def test_other_steps_leave_the_stock_alone():
    product = make_product(stock_quantity=3)
    order = make_order(product=product)

    for status in ("preparing", "shipped", "delivered"):
        take(order, status)

    product.refresh_from_db()
    assert product.stock_quantity == 3
    order.refresh_from_db()
    assert order.holds_stock


def test_shipping_owes_the_buyer_a_mail(django_capture_on_commit_callbacks):
    order = make_order(status="preparing", email="ana@example.com", language="en")

    with django_capture_on_commit_callbacks(execute=True):
        take(order, "shipped")

    assert [(owed.kind, owed.to) for owed in OutboxMail.objects.all()] == [
        ("order_shipped", "ana@example.com")
    ]
    assert mail.outbox[0].subject == f"Your order no. {order.number} is on its way"


MAILS = {"shipped": "order_shipped", "delivered": "order_delivered", "cancelled": "order_cancelled"}


@pytest.mark.parametrize(("before", "after"), sorted(ALLOWED))
def test_a_step_owes_its_mail_and_no_other(before, after):
    take(make_order(status=before), after)

    kinds = [owed.kind for owed in OutboxMail.objects.all()]
    assert kinds == [MAILS[after]] if after in MAILS else kinds == []


def test_a_pick_up_is_told_that_it_is_ready():
    take(make_order(status="preparing", delivery_method="pickup"), "shipped")

    assert OutboxMail.objects.get().kind == "order_ready"


def test_a_mail_has_the_tracking_that_came_with_the_step_and_a_correction_sends_none():
    order = make_order(status="preparing")
    tracking = {
        "carrier": "Servientrega",
        "tracking_number": "12",
        "tracking_url": "https://x.co/1",
    }

    change_status(order.invoice_id, "shipped", by=None, tracking=tracking)
    change_tracking(order.invoice_id, {"tracking_number": "13"})

    assert tracking.items() <= OutboxMail.objects.get().context.items()


def test_a_cancelled_order_says_what_becomes_of_the_money():
    paid, reversed_before = make_order(), make_order(payment_status="reversed")

    take(paid, "cancelled")
    take(reversed_before, "cancelled")

    amounts = [owed.context["amount"] for owed in OutboxMail.objects.order_by("id")]
    assert amounts == ["25000.00", ""]
    # By the same day that it promises, staff see the refund as overdue if it is not done.
    due = today() + timedelta(days=15)
    assert OutboxMail.objects.order_by("id").first().context["due"] == due.isoformat()


def test_every_step_is_audited_with_who_took_it(staff):
    order = make_order()

    change_status(order.invoice_id, "preparing", by=staff)

    event = AuditEvent.objects.get(action="order_status")
    assert (event.actor, event.subject) == (staff, f"order:{order.invoice_id}")
    assert event.detail == {"from": "new", "to": "preparing"}


def test_refused_step_leaves_no_trace():
    order = make_order()

    with pytest.raises(InvalidTransition):
        take(order, "delivered")

    assert not AuditEvent.objects.exists()
    assert not OutboxMail.objects.exists()


def test_unknown_order_is_said_to_be_unknown():
    with pytest.raises(Order.DoesNotExist):
        change_status("INV-unknown", "preparing", by=None)
