"""How a notification may be sent, and what it must contain."""

import json

import pytest

from integrations.epayco.models import LedgerEntry
from integrations.epayco.tests.factories import confirm, notice, resigned
from orders.models import Order

pytestmark = pytest.mark.django_db


def test_an_accept_header_that_wants_no_json_loses_no_payment(api, checkout):
    response = confirm(api, notice(checkout), HTTP_ACCEPT="text/html")

    assert response.status_code == 200
    assert Order.objects.get().payment_status == "paid"


@pytest.mark.parametrize("how", ["query", "get", "json", "multipart", "numbers"])
def test_every_way_of_sending_counts(api, checkout, how):
    fields = notice(checkout)
    send = {
        "query": lambda: api.post("/checkoutconfirmation/", QUERY_STRING=encode(fields)),
        "get": lambda: api.get("/checkoutconfirmation/", fields),
        "json": lambda: api.post("/checkoutconfirmation/", fields, format="json"),
        "multipart": lambda: api.post("/checkoutconfirmation/", fields, format="multipart"),
        "numbers": lambda: api.post(
            "/checkoutconfirmation/", fields | {"x_amount": 80920}, format="json"
        ),
    }[how]

    assert send().status_code == 200
    assert Order.objects.count() == 1


@pytest.mark.parametrize(
    ("value", "recorded"),
    [("Ana \ud83d\x00", "Ana \ufffd\ufffd"), ("a" * 3000, "a" * 2000), ({"a": [1]}, "…")],
    ids=["characters", "length", "nesting"],
)
def test_an_odd_value_that_nothing_relies_on_costs_no_payment(api, checkout, value, recorded):
    fields = notice(checkout) | {"x_customer_name": value}

    response = api.post(
        "/checkoutconfirmation/", json.dumps(fields), content_type="application/json"
    )

    assert response.status_code == 200
    assert Order.objects.get().payment_status == "paid"
    assert LedgerEntry.objects.get().fields["x_customer_name"] == recorded


@pytest.mark.parametrize("value", ["INV-\ud83d\x00", "I" * 3000, ["INV-1"]])
def test_an_odd_invoice_is_refused(api, checkout, value):
    fields = notice(checkout) | {"x_id_invoice": value}

    response = api.post(
        "/checkoutconfirmation/", json.dumps(fields), content_type="application/json"
    )

    assert response.status_code == 400
    assert not LedgerEntry.objects.exists()


def encode(fields) -> str:
    from urllib.parse import urlencode

    return urlencode(fields)


def test_looking_is_not_confirming(api, checkout):
    assert api.head("/checkoutconfirmation/", notice(checkout)).status_code == 405
    assert not Order.objects.exists()


@pytest.mark.parametrize("signature", ["", "0" * 64, None])
def test_a_wrong_signature_changes_nothing(api, checkout, signature):
    fields = notice(checkout) | {"x_signature": signature or ""}
    if signature is None:
        del fields["x_signature"]

    response = confirm(api, fields)

    assert response.status_code == 400
    assert response.json()["errors"][0]["code"] == "invalid_signature"
    assert not LedgerEntry.objects.exists()
    assert not Order.objects.exists()


@pytest.mark.parametrize(
    "name",
    ["x_ref_payco", "x_transaction_id", "x_amount", "x_currency_code", "x_cod_transaction_state"],
)
def test_a_needed_field_that_is_blank_is_refused(api, checkout, name):
    fields = resigned(notice(checkout) | {name: ""})

    response = confirm(api, fields)

    assert response.status_code == 400
    assert response.json()["errors"] == [
        {"code": "required", "detail": "This field is required.", "attr": name}
    ]


def test_without_an_invoice_it_is_refused(api, checkout):
    fields = notice(checkout)
    del fields["x_id_invoice"], fields["x_id_factura"]

    assert confirm(api, fields).status_code == 400


@pytest.mark.parametrize("amount", ["1e3", "-1", "80920,00", " 80920", "٨٠٩٢٠", "9" * 13, "NaN"])
def test_an_amount_that_is_none_is_refused(api, checkout, amount):
    assert confirm(api, notice(checkout, x_amount=amount)).status_code == 400
    assert not LedgerEntry.objects.exists()


def test_a_field_given_twice_with_different_values_is_refused(api, checkout):
    fields = notice(checkout)
    body = encode(fields) + "&x_id_invoice=INV-other"

    twice = api.post(
        "/checkoutconfirmation/", body, content_type="application/x-www-form-urlencoded"
    )
    split = api.post(
        "/checkoutconfirmation/?x_cod_transaction_state=2",
        encode(fields),
        content_type="application/x-www-form-urlencoded",
    )

    assert (twice.status_code, split.status_code) == (400, 400)
    assert not Order.objects.exists()


def test_a_field_given_twice_alike_is_one(api, checkout):
    fields = notice(checkout)

    response = api.post(
        f"/checkoutconfirmation/?{encode(fields)}",
        encode(fields),
        content_type="application/x-www-form-urlencoded",
    )

    assert response.status_code == 200
    assert Order.objects.count() == 1
