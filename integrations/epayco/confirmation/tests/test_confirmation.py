"""POST /checkoutconfirmation/: the effects of a signed notification."""

import json
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from catalog.tests.factories import make_product
from common.models import OutboxMail
from integrations.epayco.models import LedgerEntry
from integrations.epayco.tests.factories import begin, confirm, notice, resigned
from orders.models import Checkout, Order, OrderItem

pytestmark = pytest.mark.django_db


@pytest.fixture
def product():
    return make_product(name="Café", price="34000.00", stock_quantity=5)


@pytest.fixture
def checkout(buyer, product):
    return begin(buyer, (product, 2))


def stock_of(product) -> int:
    product.refresh_from_db()
    return product.stock_quantity


def lapse(checkout, **ago) -> None:
    """Let the checkout's time run out, cache and all."""
    past = timezone.now() - timedelta(**(ago or {"minutes": 1}))
    Checkout.objects.filter(pk=checkout.pk).update(expires_at=past, hold_until=past)
    cache.clear()


def attention() -> str:
    return LedgerEntry.objects.latest("pk").attention


def test_an_accept_header_that_wants_no_json_loses_no_payment(api, checkout):
    response = confirm(api, notice(checkout), HTTP_ACCEPT="text/html")

    assert response.status_code == 200
    assert Order.objects.get().payment_status == "paid"


def test_an_approval_makes_the_order_and_takes_the_stock(api, checkout, product, shopper):
    response = confirm(api, notice(checkout, x_ref_payco="310000777"))

    assert response.status_code == 200
    assert list(response.json()) == ["message"]
    order = Order.objects.get()
    assert (order.invoice_id, order.ref_payco) == (checkout.invoice, "310000777")
    assert (order.payment_status, order.status, order.user) == ("paid", "new", shopper)
    assert (order.subtotal, order.tax, order.total) == (
        Decimal("68000.00"),
        Decimal("12920.00"),
        Decimal("80920.00"),
    )
    item = OrderItem.objects.get()
    assert (item.product_name, item.quantity, item.price, item.total) == (
        "Café",
        2,
        Decimal("34000.00"),
        Decimal("68000.00"),
    )
    assert stock_of(product) == 3
    assert OutboxMail.objects.get().kind == "order_made"


def test_the_same_notice_again_changes_nothing(api, checkout, product):
    fields = notice(checkout)

    assert [confirm(api, fields).status_code for _ in range(3)] == [200, 200, 200]
    assert Order.objects.count() == 1
    assert stock_of(product) == 3
    entry = LedgerEntry.objects.get()
    assert (entry.deliveries, entry.outcome) == (3, "order_made")


def test_a_resend_by_hand_changes_nothing(api, checkout, product):
    fields = notice(checkout)
    confirm(api, fields)

    assert confirm(api, fields | {"x_manual": "1"}).status_code == 200
    assert Order.objects.count() == 1
    assert stock_of(product) == 3
    assert LedgerEntry.objects.get().deliveries == 2


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


@pytest.mark.parametrize("amount", ["80920", "80920.0", "80920.00"])
def test_amounts_are_compared_as_numbers(api, checkout, amount):
    confirm(api, notice(checkout, x_amount=amount))

    assert Order.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"x_amount": "80919"}, "amount_mismatch"),
        ({"x_amount": "80921"}, "amount_mismatch"),
        ({"x_amount": "999999999999.999999"}, "amount_mismatch"),
        ({"x_currency_code": "USD"}, "currency_mismatch"),
        ({"x_test_request": "TRUE"}, "test_payment"),
        ({"x_id_invoice": "INV-1", "x_id_factura": "INV-1"}, "unknown_invoice"),
    ],
)
def test_a_payment_that_is_not_the_checkouts_makes_no_order(api, checkout, product, fields, reason):
    response = confirm(api, notice(checkout, **fields))

    assert response.status_code == 200
    assert attention() == reason
    assert not Order.objects.exists()
    assert stock_of(product) == 5


def test_a_test_payment_counts_where_the_shop_takes_them(api, checkout, settings):
    settings.EPAYCO_TEST = True

    confirm(api, notice(checkout, x_test_request="true"))

    assert Order.objects.count() == 1


@pytest.mark.parametrize("state", ["2", "3", "4", "6", "7", "8", "9", "10", "11", "12"])
def test_no_other_state_makes_an_order(api, checkout, product, state):
    assert confirm(api, notice(checkout, state)).status_code == 200
    assert not Order.objects.exists()
    assert stock_of(product) == 5


@pytest.mark.parametrize("state", ["01", "1 ", "5", "99", "Aceptada"])
def test_an_unknown_state_is_recorded_and_changes_nothing(api, checkout, state):
    assert confirm(api, notice(checkout, state)).status_code == 200
    assert attention() == "unknown_state"
    assert not Order.objects.exists()


def test_an_approval_after_the_five_minutes_makes_the_order(api, checkout, product):
    lapse(checkout, days=3)

    confirm(api, notice(checkout))

    assert Order.objects.get().payment_status == "paid"
    assert stock_of(product) == 3


def test_an_approval_after_a_rejected_attempt_makes_the_order(api, checkout):
    confirm(api, notice(checkout, "2"))
    confirm(api, notice(checkout, "1"))

    assert Order.objects.get().payment_status == "paid"


def test_a_checkout_that_was_replaced_and_is_paid_all_the_same_makes_its_order(
    api, buyer, checkout, product
):
    begin(buyer, (product, 1))

    confirm(api, notice(checkout))

    assert Order.objects.get().invoice_id == checkout.invoice


def test_a_replaced_checkout_that_is_paid_takes_what_its_own_successor_holds(
    api, buyer, checkout, product
):
    """The same buyer in another tab: the stock has gone to nobody else."""
    successor = begin(buyer, (product, 5))

    confirm(api, notice(checkout))

    assert Order.objects.get().payment_status == "paid"
    assert stock_of(product) == 3
    successor.refresh_from_db()
    assert successor.hold_until <= timezone.now()
    confirm(api, notice(successor))
    assert attention() == "out_of_stock"
    assert stock_of(product) == 3


def test_a_successor_keeps_its_hold_where_that_would_not_help(api, buyer, checkout, product):
    successor = begin(buyer, (product, 4))
    product.stock_quantity = 1
    product.save()

    confirm(api, notice(checkout))

    assert Order.objects.get().payment_status == "review"
    successor.refresh_from_db()
    assert successor.hold_until > timezone.now()


def test_a_shop_in_dollars_counts_their_cents(api, buyer, settings):
    settings.EPAYCO_CURRENCY = "USD"
    checkout = begin(buyer, (make_product(price="29.99"), 3))
    assert (checkout.tax, checkout.total) == (Decimal("17.09"), Decimal("107.06"))

    confirm(api, notice(checkout, x_amount="107"))
    assert attention() == "currency_mismatch"
    confirm(api, notice(checkout, x_amount="107", x_currency_code="USD"))
    assert attention() == "amount_mismatch"
    confirm(api, notice(checkout, x_amount="107.06", x_currency_code="USD"))

    order = Order.objects.get()
    assert (order.currency, order.total) == ("USD", Decimal("107.06"))


def test_where_the_stock_has_gone_the_order_waits_for_review(api, checkout, product):
    lapse(checkout)
    product.stock_quantity = 1
    product.save()

    confirm(api, notice(checkout))

    assert Order.objects.get().payment_status == "review"
    assert attention() == "out_of_stock"
    assert stock_of(product) == 1


def test_stock_that_others_hold_is_not_taken_by_a_late_payment(api, checkout, product, client_of):
    from users.tests.factories import make_user

    lapse(checkout)
    begin(client_of(make_user(groups=("User", "Checkout"))), (product, 4))

    confirm(api, notice(checkout))

    assert Order.objects.get().payment_status == "review"
    assert stock_of(product) == 5


def test_a_second_approved_reference_makes_no_second_order(api, checkout, product):
    confirm(api, notice(checkout))
    response = confirm(api, notice(checkout))

    assert response.status_code == 200
    assert attention() == "second_payment"
    assert Order.objects.count() == 1
    assert stock_of(product) == 3


def test_a_reference_pays_for_one_invoice_only(api, buyer, checkout, product):
    confirm(api, notice(checkout, x_ref_payco="310000555"))
    other = begin(buyer, (product, 2))

    response = confirm(api, notice(other, x_ref_payco="310000555"))

    assert response.status_code == 200
    assert attention() == "reference_reused"
    assert Order.objects.count() == 1


def test_a_pending_notice_keeps_the_hold(api, checkout, product, client_of, settings):
    from users.tests.factories import make_user

    confirm(api, notice(checkout, "3"))
    checkout.refresh_from_db()

    assert checkout.hold_until - timezone.now() > timedelta(hours=71)
    Checkout.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    rival = client_of(make_user(groups=("User", "Checkout")))
    body = {"items": [{"product_id": product.pk, "quantity": 4, "price": "34000"}]}
    assert rival.post("/epayco/checkout/", body).status_code == 400


def test_pending_again_does_not_hold_longer(api, checkout):
    confirm(api, notice(checkout, "3", x_ref_payco="310000666"))
    first = Checkout.objects.get().hold_until
    confirm(api, notice(checkout, "3", x_ref_payco="310000666", x_transaction_id="7"))
    confirm(api, notice(checkout, "3"))

    assert Checkout.objects.get().hold_until == first


def test_a_pending_payment_that_fails_frees_its_hold(api, checkout):
    confirm(api, notice(checkout, "3", x_ref_payco="310000666"))
    lapse_only_the_minutes(checkout)
    confirm(api, notice(checkout, "9", x_ref_payco="310000666"))

    assert Checkout.objects.get().hold_until <= timezone.now()


def lapse_only_the_minutes(checkout) -> None:
    past = timezone.now() - timedelta(minutes=1)
    Checkout.objects.filter(pk=checkout.pk).update(expires_at=past)


def test_a_pending_payment_that_fails_early_leaves_the_five_minutes(api, checkout):
    confirm(api, notice(checkout, "3", x_ref_payco="310000666"))
    confirm(api, notice(checkout, "11", x_ref_payco="310000666"))

    row = Checkout.objects.get()
    assert row.hold_until == row.expires_at == checkout.expires_at


def test_a_reversal_returns_the_stock_once(api, checkout, product):
    for state in ("1", "6", "6", "1"):
        confirm(api, notice(checkout, state, x_ref_payco="310000888"))

    assert Order.objects.get().payment_status == "reversed"
    assert stock_of(product) == 5
    kinds = OutboxMail.objects.values_list("kind", flat=True).order_by("id")
    assert list(kinds) == ["order_made", "order_reversed"]


def test_reversing_an_order_that_took_no_stock_returns_none(api, checkout, product):
    lapse(checkout)
    product.stock_quantity = 0
    product.save()
    for state in ("1", "6"):
        confirm(api, notice(checkout, state, x_ref_payco="310000888"))

    assert stock_of(product) == 0


def test_a_reversal_before_its_approval_wins(api, checkout, product):
    for state in ("6", "1"):
        confirm(api, notice(checkout, state, x_ref_payco="310000888"))

    assert not Order.objects.exists()
    assert stock_of(product) == 5


def test_a_reversal_names_its_order_by_reference(api, buyer, checkout, product):
    """The invoice is not signed: a reversal moved to another invoice must not hit its order."""
    confirm(api, notice(checkout, x_ref_payco="310000001"))
    other = begin(buyer, (product, 1))
    confirm(api, notice(other, x_ref_payco="310000002"))

    confirm(api, notice(other, "6", x_ref_payco="310000001"))

    assert Order.objects.get(ref_payco="310000001").payment_status == "reversed"
    assert Order.objects.get(ref_payco="310000002").payment_status == "paid"


def test_a_reversal_after_shipping_needs_attention(api, checkout):
    confirm(api, notice(checkout, x_ref_payco="310000888"))
    Order.objects.update(status="shipped")
    confirm(api, notice(checkout, "6", x_ref_payco="310000888"))

    assert attention() == "reversed_after_shipping"


def test_no_more_queries_for_more_lines(api, buyer):
    products = [make_product() for _ in range(30)]
    small, large = begin(buyer, (products[0], 1)), begin(buyer, *((p, 1) for p in products))

    with CaptureQueriesContext(connection) as few:
        confirm(api, notice(small))
    with CaptureQueriesContext(connection) as many:
        confirm(api, notice(large))

    assert Order.objects.count() == 2
    assert len(many) <= len(few) + 1  # the first looked for the rows, its cache entry being there


@pytest.mark.parametrize(
    "contradiction", [{"x_approval_code": "000000"}, {"x_bank_name": "BANCO DE PRUEBAS"}]
)
def test_an_approval_that_looks_like_a_test_is_reviewed(api, checkout, contradiction):
    confirm(api, notice(checkout, **contradiction))

    assert Order.objects.get().payment_status == "review"
    assert LedgerEntry.objects.get().attention == "test_unclear"
