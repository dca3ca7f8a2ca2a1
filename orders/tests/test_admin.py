"""The admin's pages of orders, checkouts and payment attempts."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from catalog.tests.factories import make_product
from common.models import AuditEvent
from orders.models import Order
from orders.tests.factories import make_attempt, make_checkout, make_order, tax_row
from users.tests.factories import make_user

pytestmark = pytest.mark.django_db
LIST = reverse("admin:orders_order_changelist")


def page_of(order) -> str:
    return reverse("admin:orders_order_change", args=[order.pk])


def act(client, action: str, *orders):
    body = {"action": action, "_selected_action": [order.pk for order in orders]}
    return client.post(LIST, body, follow=True)


def allow(user, *codenames: str) -> None:
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames))


def test_list_shows_readable_sums_and_finds_orders(admin):
    order = make_order(product=make_product(price="25000"), email="ana@example.com")
    other = make_order()

    for text in (order.invoice_id, "ANA@example", order.ref_payco):
        page = admin.get(LIST, {"q": text}).content.decode()
        assert order.invoice_id in page
        assert "$\u00a025.000" in page
        assert other.invoice_id not in page


def test_each_status_of_a_pickup_has_words():
    words = {Order(status=s, delivery_method="pickup").status_label() for s in Order.Status}

    assert len(words) == len(Order.Status) and "None" not in words


@pytest.mark.parametrize(
    "query", ["payment_status__exact=review", "status__exact=shipped", "q=x", "created_at__gte="]
)
def test_list_takes_its_filters(admin, query):
    make_order(payment_status="review")

    assert admin.get(f"{LIST}?{query}").status_code in (200, 302)


def test_list_takes_as_many_queries_for_many_orders_as_for_one(
    admin, django_assert_max_num_queries
):
    for _ in range(8):
        make_order()

    # Session, user, two of permissions, two counts, the page.
    with django_assert_max_num_queries(8):
        assert admin.get(LIST).status_code == 200


def test_page_shows_items_and_payments_and_offers_no_field(admin):
    order = make_order()
    make_attempt(order.checkout, reference="R-1", state="failed", reason="No funds")

    page = admin.get(page_of(order)).content.decode()

    assert order.items.get().product_name in page
    assert "R-1" in page
    assert "No funds" in page
    assert 'name="total"' not in page
    assert 'name="status"' not in page


def test_actions_move_orders_along(admin, staff):
    order = make_order()

    for action, status in [("prepare", "preparing"), ("ship", "shipped"), ("deliver", "delivered")]:
        assert act(admin, action, order).status_code == 200
        order.refresh_from_db()
        assert order.status == status
    assert set(AuditEvent.objects.values_list("actor", flat=True)) == {staff.pk}


def test_cancelling_returns_the_stock(admin):
    product = make_product(stock_quantity=1)
    order = make_order(product=product, quantity=2)

    act(admin, "cancel", order)

    product.refresh_from_db()
    assert product.stock_quantity == 3


def test_an_order_that_may_not_take_the_step_holds_up_no_other(admin):
    shipped, new = make_order(status="shipped"), make_order()

    page = act(admin, "cancel", shipped, new).content.decode()

    shipped.refresh_from_db()
    new.refresh_from_db()
    assert (shipped.status, new.status) == ("shipped", "cancelled")
    said = f"{shipped.number}: Un pedido en estado «enviado» no puede pasar a «cancelado»."
    assert said in page


def test_who_may_only_look_is_offered_no_action(client):
    viewer = make_user(groups=(), is_staff=True)
    allow(viewer, "view_order")
    client.force_login(viewer)
    order = make_order()

    assert 'value="cancel"' not in client.get(LIST).content.decode()
    act(client, "cancel", order)
    order.refresh_from_db()
    assert order.status == "new"


def test_staff_without_permission_see_no_orders(client):
    client.force_login(make_user(groups=(), is_staff=True))
    order = make_order()

    assert client.get(LIST).status_code == 403
    assert client.get(page_of(order)).status_code == 403


@pytest.mark.parametrize("model", ["order", "checkout", "paymentattempt"])
def test_nothing_is_added_changed_or_deleted(client, superuser, model):
    client.force_login(superuser)
    order = make_order()
    make_attempt(order.checkout)
    pk = {"order": order, "checkout": order.checkout}.get(model, order.checkout.attempts.first()).pk

    assert client.get(reverse(f"admin:orders_{model}_changelist")).status_code == 200
    assert client.get(reverse(f"admin:orders_{model}_change", args=[pk])).status_code == 200
    assert client.get(reverse(f"admin:orders_{model}_add")).status_code == 403
    for page in ("change", "delete"):
        address = reverse(f"admin:orders_{model}_{page}", args=[pk])
        assert client.post(address, {"post": "yes"}).status_code == 403


def test_checkout_page_keeps_its_secrets(client, superuser):
    client.force_login(superuser)
    checkout = make_checkout(idempotency_key="a" * 64)

    page = client.get(reverse("admin:orders_checkout_change", args=[checkout.pk])).content.decode()

    assert "a" * 64 not in page


def test_the_page_shows_of_delivery_and_document_what_was_given(admin):
    bare = make_order()
    sent = make_order(
        delivery_method="standard", delivery_price="12000", city="Pasto", document_number="900123"
    )

    assert "Entrega y documento" not in admin.get(page_of(bare)).content.decode()
    page = admin.get(page_of(sent)).content.decode()
    for text in ("Entrega y documento", "$\u00a012.000", "Pasto", "900123"):
        assert text in page
    assert "Departamento" not in page


def test_an_order_shows_each_tax_and_the_classes_of_its_lines(admin):
    order = make_order(total=27500, consumption_tax=500, tax=2000, discount=100, voucher="DIEZ")
    reduced = tax_row(20000, 2000, "0.05", "reduced")
    order.taxes = [reduced, tax_row(5000, 500, "0.08", "consumption")]
    order.save()
    order.items.update(tax_class="reduced", tax_rate="0.05", tax=2000)

    page = admin.get(page_of(order), headers={"accept-language": "en"}).content.decode()

    for text in (
        "IVA (5 %): $\u00a02,000",
        "Consumption tax (8 %): $\u00a0500",
        "$\u00a0100 (DIEZ)",
    ):
        assert text in page
