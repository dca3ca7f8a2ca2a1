"""Holds that staff end, and holds of accounts that are closed."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from business_logic import availability
from catalog.models import Product
from catalog.tests.factories import make_product
from integrations.epayco.tests.factories import begin, confirm, notice
from orders.models import Checkout, Order
from users.tests.factories import PASSWORD

pytestmark = pytest.mark.django_db
LIST = reverse("admin:orders_checkout_changelist")


@pytest.fixture
def product():
    return make_product(price="1000", stock_quantity=5)


@pytest.fixture
def checkout(client_of, shopper, product):
    return begin(client_of(shopper), (product, 2))


def free(product) -> int:
    found = {product.pk: Product.objects.get(pk=product.pk)}
    return availability.available(found, now=timezone.now())[product.pk]


def end_hold(client, checkout):
    chosen = {"action": "end_hold", "_selected_action": [checkout.pk]}
    return client.post(LIST, chosen, follow=True)


def lapse() -> None:
    ended = timezone.now() - timedelta(seconds=1)
    Checkout.objects.update(expires_at=ended, hold_until=ended)


def test_staff_end_a_hold_and_no_later_notice_renews_it(api, client, staff, checkout, product):
    confirm(api, first := notice(checkout, "3"))
    assert free(product) == 3
    client.force_login(staff)

    page = end_hold(client, checkout).content.decode()
    assert "Reservas terminadas: 1" in page
    assert free(product) == 5
    for state in ("3", "7"):
        confirm(api, notice(checkout, state, x_ref_payco=first["x_ref_payco"]))
    confirm(api, notice(checkout, "3"))
    assert free(product) == 5


def test_a_checkout_whose_hold_staff_ended_can_still_be_paid(api, client, staff, checkout):
    client.force_login(staff)
    end_hold(client, checkout)

    assert confirm(api, notice(checkout)).status_code == 200
    assert Order.objects.get().payment_status == "paid"


def test_who_may_only_look_ends_no_hold(client, shopper, checkout, product):
    shopper.is_staff = True
    shopper.save()
    client.force_login(shopper)

    end_hold(client, checkout)

    assert free(product) == 3


@pytest.mark.parametrize("way", ["deactivated", "erased", "deactivated by a superuser"])
def test_a_late_pending_payment_of_a_closed_account_holds_nothing(
    api, client, client_of, shopper, superuser, checkout, product, way
):
    """The five minutes were over when the account was closed; then the notice comes."""
    lapse()
    if way == "deactivated":
        client_of(shopper).patch("/users/deactivate/", {})
    elif way == "erased":
        client_of(shopper).delete("/users/profile/", {"current_password": PASSWORD})
    else:
        client_of(superuser).patch(f"/users/{shopper.pk}/", {"is_active": False})

    assert confirm(api, notice(checkout, "3")).status_code == 200
    assert free(product) == 5
    assert confirm(api, notice(checkout)).status_code == 200
    assert Order.objects.get().payment_status == "paid"
