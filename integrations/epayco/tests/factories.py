"""Carts and notifications for tests."""

import itertools
from urllib.parse import urlencode

from catalog.models import Product
from integrations.epayco.signature import sign
from orders.models import Checkout

references = itertools.count(310_000_001)


def cart(*lines: tuple[Product, int]) -> dict:
    """The body of a checkout request for products and quantities, at today's prices."""
    return {
        "items": [
            {"product_id": product.pk, "quantity": quantity, "price": str(product.price)}
            for product, quantity in lines
        ]
    }


def begin(client, *lines: tuple[Product, int]) -> Checkout:
    """A checkout begun over the API."""
    response = client.post("/epayco/checkout/", cart(*lines))
    assert response.status_code == 201, response.content
    return Checkout.objects.get(invoice=response.json()["invoice"])


def notice(checkout: Checkout, state: str = "1", **fields: str) -> dict[str, str]:
    """A signed notice about the checkout; fields replace its own before it is signed."""
    reference = fields.get("x_ref_payco") or str(next(references))
    found = {
        "x_ref_payco": reference,
        "x_transaction_id": reference,
        "x_amount": f"{checkout.total:.0f}",
        "x_currency_code": "COP",
        "x_id_invoice": checkout.invoice,
        "x_id_factura": checkout.invoice,
        "x_cod_transaction_state": state,
        "x_cod_response": state,
        "x_response_reason_text": "00-Aprobada" if state == "1" else "",
        "x_test_request": "FALSE",
    } | fields
    return resigned(found) if "x_signature" not in fields else found


def resigned(fields: dict[str, str]) -> dict[str, str]:
    """The same fields with a signature that fits them."""
    signature = sign(
        fields["x_ref_payco"],
        fields["x_transaction_id"],
        fields["x_amount"],
        fields["x_currency_code"],
    )
    return fields | {"x_signature": signature}


def confirm(client, fields: dict[str, str], **headers: str):
    """Deliver a notice as ePayco does."""
    return client.post(
        "/checkoutconfirmation/",
        urlencode(fields),
        content_type="application/x-www-form-urlencoded",
        **headers,
    )
