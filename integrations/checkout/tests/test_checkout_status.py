"""GET /epayco/checkout/{invoice}/"""

import pytest

from catalog.tests.factories import make_product
from integrations.epayco.tests.factories import begin, confirm, notice
from users.tests.factories import make_user

pytestmark = pytest.mark.django_db


def test_it_tells_how_the_checkout_stands(client_of, shopper, api):
    buyer, product = client_of(shopper), make_product(price="1000.00")
    checkout = begin(buyer, (product, 2))
    confirm(api, notice(checkout, "2", x_response_reason_text="51-Fondos insuficientes"))

    body = buyer.get(f"/epayco/checkout/{checkout.invoice}/").json()

    assert body.pop("expires_at")
    attempt = body.pop("last_attempt")
    assert (attempt["state"], attempt["reason"]) == ("rejected", "51-Fondos insuficientes")
    assert attempt["at"].endswith("Z")
    assert body == {
        "invoice": checkout.invoice,
        "status": "open",
        "subtotal": "2000.00",
        "discount": "0.00",
        "voucher": "",
        "tax": "380.00",
        "consumption_tax": "0.00",
        "taxes": [{"tax_class": "standard", "rate": "0.19", "base": "2000.00", "amount": "380.00"}],
        "total": "2380.00",
        "currency": "COP",
        "items": [
            {
                "product_id": product.pk,
                "product_name": product.name,
                "product_slug": product.slug,
                "quantity": 2,
                "price": "1000.00",
                "price_with_tax": "1190.00",
                "discount": "0.00",
                "tax_class": "standard",
                "tax_rate": "0.19",
                "tax": "380.00",
                "total": "2000.00",
            }
        ],
        "order": None,
    }


@pytest.mark.parametrize(
    ("states", "status"),
    [((), "open"), (("3",), "pending"), (("1",), "paid"), (("1", "6"), "reversed")],
)
def test_each_status(client_of, shopper, api, states, status):
    buyer = client_of(shopper)
    checkout = begin(buyer, (make_product(), 1))
    for state in states:
        confirm(api, notice(checkout, state, x_ref_payco="310999001"))

    body = buyer.get(f"/epayco/checkout/{checkout.invoice}/").json()

    assert body["status"] == status
    assert body["order"] == (checkout.invoice if "1" in states else None)


def test_anothers_checkout_is_not_found(client_of, shopper):
    buyer = client_of(shopper)
    checkout = begin(buyer, (make_product(), 1))

    assert client_of(make_user()).get(f"/epayco/checkout/{checkout.invoice}/").status_code == 404
    assert buyer.get(f"/epayco/checkout/{checkout.invoice.lower()}/").status_code == 404


def test_nobody_sees_none(api, client_of, shopper):
    checkout = begin(client_of(shopper), (make_product(), 1))

    assert api.get(f"/epayco/checkout/{checkout.invoice}/").status_code == 401
