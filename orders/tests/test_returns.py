"""GET and POST /orders/{invoice_id}/returns/."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.contrib.auth.models import Permission
from django.db.models import F
from django.utils import timezone

from business_logic.exceptions import DomainError
from business_logic.orders import returns
from catalog.models import Product
from catalog.tests.factories import make_product
from common.models import OutboxMail
from orders.models import Order, OrderItem, OrderReturn, Refund
from orders.tests.factories import make_order
from users.tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def product():
    return make_product(price="1000", stock_quantity=7)


@pytest.fixture
def order(shopper, product):
    return make_order(shopper, product, quantity=3, status="delivered", delivered_at=timezone.now())


def ask(client, order, **body):
    return client.post(f"/orders/{order.invoice_id}/returns/", body, format="json")


@pytest.mark.parametrize(
    ("delivered", "last"),
    [
        # A Friday evening in Bogotá; Monday 12 January 2026 is a holiday (Reyes).
        (datetime(2026, 1, 10, 1, tzinfo=UTC), date(2026, 1, 19)),
        (datetime(2026, 8, 10, 15, tzinfo=UTC), date(2026, 8, 18)),
        # Christmas and New Year's Day.
        (datetime(2026, 12, 24, 15, tzinfo=UTC), date(2027, 1, 4)),
    ],
)
def test_last_day_counts_colombian_business_days(delivered, last):
    assert returns.last_day(delivered) == last


def test_everything_goes_back(client_of, shopper, order, product):
    client = client_of(shopper)

    response = ask(client, order, reason="Talla")

    assert response.status_code == 201
    found = response.json()
    assert (found["state"], found["amount"]) == ("requested", "3000.00")
    assert found["items"] == [{"product_id": product.pk, "quantity": 3}]
    assert date.fromisoformat(found["money_due_by"])
    assert client.get(f"/orders/{order.invoice_id}/returns/").json()["results"] == [found]
    assert ask(client, order).status_code == 400
    assert OrderReturn.objects.count() == 1


def test_never_more_than_was_bought(client_of, shopper, order, product):
    line = {"product_id": product.pk, "quantity": 2}
    client = client_of(shopper)

    assert ask(client, order, items=[line]).json()["amount"] == "2000.00"
    assert ask(client, order, items=[line]).status_code == 400
    assert OrderReturn.objects.count() == 1


def test_the_last_part_brings_the_rest_of_what_was_paid(client_of, shopper, order, product):
    """Delivery, too, once nothing stays with the buyer."""
    Order.objects.update(subtotal=F("subtotal") + 500, total=F("total") + 500)
    client = client_of(shopper)

    first = ask(client, order, items=[{"product_id": product.pk, "quantity": 1}]).json()
    rest = ask(client, order).json()

    assert (first["amount"], rest["amount"]) == ("1000.00", "2500.00")


def test_pieces_never_bring_more_than_was_paid(client_of, shopper, order, product):
    """Each piece's price with its tax is rounded by itself."""
    OrderItem.objects.update(price_with_tax="1700")

    line = {"product_id": product.pk, "quantity": 2}
    assert ask(client_of(shopper), order, items=[line]).json()["amount"] == "3000.00"


def test_the_share_of_a_discount_is_rounded_to_the_peso(client_of, shopper, order, product):
    OrderItem.objects.update(discount="100.00")

    line = {"product_id": product.pk, "quantity": 1}
    assert ask(client_of(shopper), order, items=[line]).json()["amount"] == "967.00"


def test_nothing_is_given_back_for_a_reversed_payment(client_of, shopper, order):
    Order.objects.update(payment_status="reversed")

    response = ask(client_of(shopper), order)

    assert response.json()["errors"][0]["code"] == "return_refused"
    assert not OrderReturn.objects.exists()


def test_before_delivery_and_after_the_period(client_of, shopper, order):
    client = client_of(shopper)
    order.delivered_at -= timedelta(days=30)
    order.save()
    late = ask(client, order)
    order.status, order.delivered_at = "shipped", None
    order.save()
    early = ask(client, order)

    assert late.json()["errors"][0]["code"] == "withdrawal_period_over"
    assert early.json()["errors"][0]["code"] == "not_delivered"


def test_a_strangers_order_is_404(client_of, staff, order):
    assert ask(client_of(staff), order).status_code == 404


def test_received_makes_a_refund_and_restocks(order, product, staff):
    found = returns.request_return(order.invoice_id, quantities=None, reason="")

    received = returns.receive(found.pk, restock=True, by=staff)

    assert (received.state, received.refund.amount) == ("received", order.total)
    refund = Refund.objects.get()
    assert (refund.state, refund.restocked) == ("to_do", {str(product.pk): 3})
    assert Product.objects.get(pk=product.pk).stock_quantity == 10
    with pytest.raises(DomainError):
        returns.refuse(found.pk, by=staff)


def test_each_step_of_a_return_owes_one_mail(client_of, shopper, order, staff):
    for body in ({"items": [line(order, 1)]}, {"items": [line(order, 2)]}):
        assert ask(client_of(shopper), order, **body).status_code == 201
    first, second = OrderReturn.objects.order_by("id")

    returns.receive(first.pk, restock=False, by=staff)
    returns.refuse(second.pk, by=staff)
    with pytest.raises(DomainError):
        returns.refuse(second.pk, by=staff)

    mails = OutboxMail.objects.order_by("id").values_list("kind", flat=True)
    kinds = ["return_requested", "return_requested", "return_received", "return_refused"]
    assert list(mails) == kinds


def line(order, quantity: int) -> dict:
    return {"product_id": order.items.get().product_id, "quantity": quantity}


def test_staff_see_the_queue_by_due_date(desk, order, client_of, shopper):
    for quantity in (1, 1, 1):
        ask(client_of(shopper), order, items=[line(order, quantity)])
    first, second, third = OrderReturn.objects.order_by("id")
    returns.refuse(first.pk, by=shopper, reason="x")
    OrderReturn.objects.filter(pk=third.pk).update(money_due_by=date(2026, 1, 2))

    response = desk.get("/admin/orders/orderreturn/")

    assert list(response.context["cl"].result_list) == [third, second, first]
    assert "<strong>overdue</strong>" in response.content.decode()
    queue = desk.get("/admin/orders/orderreturn/?queue=open").context["cl"]
    assert list(queue.result_list) == [third, second]


@pytest.mark.parametrize("model", [OrderReturn, Refund])
def test_staff_find_it_by_the_orders_short_number(desk, order, shopper, product, model):
    other = make_order(shopper, product, status="delivered", delivered_at=timezone.now())
    for each in (order, other):
        returns.request_return(each.invoice_id, quantities=None, reason="")
    for found in OrderReturn.objects.all():
        returns.receive(found.pk, restock=True, by=shopper)

    page = desk.get(f"/admin/orders/{model._meta.model_name}/", {"q": str(other.number)})

    assert [found.order_id for found in page.context["cl"].result_list] == [other.pk]


def test_the_refund_of_a_return_is_due_when_its_money_is(desk, order, staff):
    found = returns.request_return(order.invoice_id, quantities=None, reason="")
    OrderReturn.objects.update(money_due_by=date(2026, 1, 2))
    refund = returns.receive(found.pk, restock=False, by=staff).refund

    page = desk.get("/admin/orders/refund/?queue=late")

    assert list(page.context["cl"].result_list) == [refund]
    assert "Jan. 2, 2026" in page.content.decode()


def test_a_refusal_says_why_and_the_buyer_reads_it(desk, order):
    found = returns.request_return(order.invoice_id, quantities=None, reason="")
    page = f"/admin/orders/orderreturn/{found.pk}/"
    assert f"{page}refuse/" in desk.get(f"{page}change/").content.decode()

    assert "errorlist" in desk.post(f"{page}refuse/", {"reason": " "}).content.decode()
    desk.post(f"{page}refuse/", {"reason": "Llegó usado"})
    again = desk.post(f"{page}refuse/", {"reason": "Otra vez"}, follow=True)

    found.refresh_from_db()
    assert (found.state, found.refusal_reason) == ("refused", "Llegó usado")
    mail = OutboxMail.objects.get(kind="return_refused")
    assert mail.context["refusal_reason"] == "Llegó usado"
    assert "can&#x27;t be returned" in again.content.decode()


def test_only_who_processes_orders_refuses(client, order):
    found = returns.request_return(order.invoice_id, quantities=None, reason="")
    looker = make_user(groups=(), is_staff=True)
    looker.user_permissions.add(Permission.objects.get(codename="view_orderreturn"))
    client.force_login(looker)

    address = f"/admin/orders/orderreturn/{found.pk}/refuse/"

    assert client.post(address, {"reason": "x"}).status_code == 403
    found.refresh_from_db()
    assert found.state == "requested"


def test_the_refund_keeps_none_of_the_buyers_words(order, staff):
    found = returns.request_return(order.invoice_id, quantities=None, reason="Soy alérgica")

    received = returns.receive(found.pk, restock=False, by=staff)

    assert str(found.pk) in received.refund.reason
    assert "alérgica" not in received.refund.reason
