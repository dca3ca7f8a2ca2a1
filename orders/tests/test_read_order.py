"""GET /orders/{invoice_id}/."""

import pytest

from catalog.models import Product
from orders.tests.factories import make_order
from users.tests.factories import make_user

pytestmark = pytest.mark.django_db


def test_owner_and_staff_read_an_order(client_of, shopper, staff):
    order = make_order(shopper)

    for user in (shopper, staff):
        response = client_of(user).get(f"/orders/{order.invoice_id}/")
        assert response.status_code == 200
        assert response.json()["invoice_id"] == order.invoice_id
        assert len(response.json()["items"]) == 1


def test_anothers_order_is_404(client_of, shopper):
    order = make_order(make_user())

    response = client_of(shopper).get(f"/orders/{order.invoice_id}/")

    assert response.status_code == 404
    assert response.json()["errors"][0]["code"] == "not_found"


@pytest.mark.parametrize(
    "invoice", ["INV-1", "nothing", "%00", "%F0%9F%98%80", "a" * 300, "' OR 1"]
)
def test_unknown_invoice_is_404(client_of, shopper, invoice):
    make_order(shopper)

    assert client_of(shopper).get(f"/orders/{invoice}/").status_code == 404


def test_address_has_one_spelling(client_of, shopper):
    order = make_order(shopper)

    assert client_of(shopper).get(f"/orders/{order.invoice_id.lower()}/").status_code == 404
    assert client_of(shopper).get(f"/orders/{order.invoice_id}%20/").status_code == 404


def test_query_parameters_hide_no_order(client_of, shopper):
    order = make_order(shopper)

    assert client_of(shopper).get(f"/orders/{order.invoice_id}/?status=shipped").status_code == 200


def test_nobody_reads_an_order(api):
    assert api.get(f"/orders/{make_order().invoice_id}/").status_code == 401


def test_items_keep_the_name_and_price_of_the_day(client_of, shopper):
    order = make_order(shopper)
    before = client_of(shopper).get(f"/orders/{order.invoice_id}/").json()["items"]
    product = order.items.get().product_id
    Product.objects.filter(pk=product).update(name="Renamed", price="1", is_active=False, slug=None)

    assert client_of(shopper).get(f"/orders/{order.invoice_id}/").json()["items"] == before


def test_order_is_not_deleted(client_of, superuser):
    order = make_order()

    assert client_of(superuser).delete(f"/orders/{order.invoice_id}/").status_code == 405
