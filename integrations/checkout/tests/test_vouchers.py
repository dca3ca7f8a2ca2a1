"""Vouchers in quote, checkout and order."""

import threading
from contextlib import suppress
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from business_logic.checkout.begin import begin_checkout
from business_logic.entities import Buyer, CartLine, CheckoutRequest
from business_logic.exceptions import CartRejected
from business_logic.pricing import vouchers
from catalog.tests.factories import make_category, make_product
from common.tests.race import race
from common.text import key_of
from integrations.checkout import views
from integrations.epayco.tests.factories import cart, confirm, notice
from orders.models import Checkout, DeliveryRate, Order, Voucher, VoucherUse
from users.tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def product():
    return make_product(name="Camisa", price="10000.00", stock_quantity=50)


def make_voucher(code="HOLA10", *, kind="percent", value="10", **fields) -> Voucher:
    targets = {name: fields.pop(name, []) for name in ("categories", "products")}
    terms = {"kind": kind, "value": Decimal(value), **fields}
    voucher = Voucher.objects.create(code=code, code_key=key_of(code), **terms)
    for name, rows in targets.items():
        getattr(voucher, name).set(rows)
    return voucher


def quoted(client, *lines, voucher="HOLA10", **body):
    return client.post("/epayco/quote/", cart(*lines) | {"voucher": voucher, **body})


def bought(client, *lines, voucher="HOLA10"):
    return client.post("/epayco/checkout/", cart(*lines) | {"voucher": voucher})


def error(response) -> tuple[str, str]:
    assert response.status_code == 400, response.content
    [found] = response.json()["errors"]
    return found["attr"], found["code"]


def test_a_percentage_lowers_the_taxed_base_and_each_line_keeps_its_share(api, product):
    other = make_product(name="Media", price="3333.00", stock_quantity=5)
    make_voucher()
    body = quoted(api, (product, 2), (other, 1), voucher=" hola10 ").json()

    # 10 % of 23333 is 2333.3: 2333 pesos, in proportion 20000 to 3333.
    assert [item["discount"] for item in body["items"]] == ["2000.00", "333.00"]
    assert (body["subtotal"], body["discount"]) == ("21000.00", "2333.00")
    assert (body["tax"], body["total"]) == ("3990.00", "24990.00")


def test_an_amount_is_never_more_than_what_it_is_for(api, product, settings):
    settings.PRICES_INCLUDE_TAX = True
    make_voucher(kind="amount", value="4000")
    assert quoted(api, (product, 1)).json()["total"] == "6000.00"

    cheap = make_product(name="Lápiz", price="1000.00", stock_quantity=5)
    make_voucher("LAPIZ", kind="amount", value="5000", products=[cheap])
    body = quoted(api, (product, 1), (cheap, 1), voucher="lapiz").json()
    assert (body["discount"], body["total"]) == ("1000.00", "10000.00")


def test_a_voucher_for_categories_counts_for_what_is_below_them(api, product):
    parent = make_category(name="Libros")
    book = make_product(
        name="Novela",
        price="20000.00",
        stock_quantity=5,
        category=make_category(name="Novelas", parent=parent),
    )
    make_voucher(categories=[parent])

    body = quoted(api, (product, 1), (book, 1)).json()
    assert [item["discount"] for item in body["items"]] == ["0.00", "2000.00"]
    assert error(quoted(api, (product, 1))) == ("voucher", "voucher_not_applicable")


@pytest.mark.parametrize(
    ("terms", "code"),
    [
        ({"is_active": False}, "voucher_unknown"),
        ({"ends_at": timezone.now() - timedelta(days=1)}, "voucher_expired"),
        ({"starts_at": timezone.now() + timedelta(days=1)}, "voucher_not_applicable"),
        ({"minimum": Decimal("10000.01")}, "voucher_not_applicable"),
        ({"max_uses": 0}, "voucher_used_up"),
    ],
)
def test_a_voucher_that_does_not_fit_says_why(buyer, product, terms, code):
    make_voucher(**terms)

    assert error(quoted(buyer, (product, 1))) == ("voucher", code)
    assert error(bought(buyer, (product, 1))) == ("voucher", code)
    assert not Checkout.objects.exists()


@pytest.mark.parametrize("code", ["NADA", "x" * 41])
def test_an_unknown_code_is_said(buyer, product, code):
    assert error(bought(buyer, (product, 1), voucher=code)) == ("voucher", "voucher_unknown")


@pytest.mark.parametrize("given", [7, ["HOLA10"], "a\u200bb"])
def test_what_is_no_code_is_refused(buyer, product, given):
    assert error(bought(buyer, (product, 1), voucher=given)) == ("voucher", "invalid")


def test_a_pasted_code_may_have_spaces_and_a_line_end(buyer, product):
    make_voucher(code="DIEZ")
    assert bought(buyer, (product, 1), voucher="\u00a0diez \n").status_code == 201


def test_a_bad_voucher_hides_no_bad_line(buyer, product):
    body = cart((product, 99)) | {"voucher": "NADA"}
    found = buyer.post("/epayco/checkout/", body).json()["errors"]

    assert {each["code"] for each in found} == {"insufficient_stock", "voucher_unknown"}


def test_unknown_codes_are_limited_and_good_ones_are_not(api, product, settings):
    settings.THROTTLING = True
    make_voucher()
    for _ in range(35):
        assert quoted(api, (product, 1)).status_code == 200
    statuses = [quoted(api, (product, 1), voucher="NADA").status_code for _ in range(31)]

    assert statuses == [400] * 30 + [429]
    assert quoted(api, (product, 1)).status_code == 429


def test_many_accounts_of_one_network_guess_no_more_than_others(
    client_of, product, settings, monkeypatch
):
    settings.THROTTLING = True
    monkeypatch.setattr(views, "UNKNOWN_CODES", 2)
    monkeypatch.setattr(views, "UNKNOWN_CODES_OF_NETWORK", 5)
    make_voucher()
    buyers = [client_of(make_user(groups=("User", "Checkout"))) for _ in range(4)]
    for one in buyers[:2]:
        statuses = [bought(one, (product, 1), voucher="NADA").status_code for _ in range(3)]
        assert statuses == [400, 400, 429]

    statuses = [bought(buyers[2], (product, 1), voucher="NADA").status_code for _ in range(3)]
    assert statuses == [400, 429, 429]
    assert bought(buyers[3], (product, 1), voucher="").status_code == 201


def test_the_order_keeps_code_and_discounts_and_the_use_counts(api, buyer, product, settings):
    settings.EPAYCO_VERIFY = False
    make_voucher(max_uses=1)
    invoice = bought(buyer, (product, 2)).json()["invoice"]
    confirm(api, notice(Checkout.objects.get(invoice=invoice)))

    order = buyer.get(f"/orders/{invoice}/").json()
    assert (order["voucher"], order["discount"]) == ("HOLA10", "2000.00")
    assert order["items"][0]["discount"] == "2000.00"
    assert order["total"] == "21420.00"
    assert error(bought(buyer, (product, 1))) == ("voucher", "voucher_used_up")


def test_a_reversed_orders_use_stays_used(api, buyer, product, settings):
    settings.EPAYCO_VERIFY = False
    make_voucher(max_uses=1)
    invoice = bought(buyer, (product, 1)).json()["invoice"]
    approved = notice(Checkout.objects.get(invoice=invoice))
    confirm(api, approved)
    reference = approved["x_ref_payco"]
    confirm(api, notice(Checkout.objects.get(invoice=invoice), "6", x_ref_payco=reference))

    assert Order.objects.get().payment_status == "reversed"
    assert error(bought(buyer, (product, 1))) == ("voucher", "voucher_used_up")


def test_a_use_is_held_with_the_checkout_and_free_when_its_hold_ends(buyer, client_of, product):
    make_voucher(max_uses=1)
    other = client_of(make_user(groups=("User", "Checkout")))
    assert bought(buyer, (product, 1)).status_code == 201
    # A new checkout replaces the buyer's own, and takes its use over.
    assert bought(buyer, (product, 2)).status_code == 201
    assert error(bought(other, (product, 1))) == ("voucher", "voucher_used_up")

    Checkout.objects.update(hold_until=timezone.now())
    assert bought(other, (product, 1)).status_code == 201


def test_uses_per_buyer(api, buyer, client_of, product, settings):
    settings.EPAYCO_VERIFY = False
    make_voucher(max_uses_per_buyer=1)
    invoice = bought(buyer, (product, 1)).json()["invoice"]
    confirm(api, notice(Checkout.objects.get(invoice=invoice)))

    assert error(bought(buyer, (product, 1))) == ("voucher", "voucher_used_up")
    other = client_of(make_user(groups=("User", "Checkout")))
    assert bought(other, (product, 1)).status_code == 201


def test_a_voucher_that_covers_everything_is_not_paid(buyer, product):
    make_voucher(value="100")

    response = bought(buyer, (product, 1))
    assert response.status_code == 400
    assert response.json()["errors"][0]["code"] == "nothing_to_pay"
    assert not VoucherUse.objects.exists()


# --- The last use ---------------------------------------------------------------------------
@pytest.fixture
def rivals(product):
    return [make_user(password=None, groups=("User", "Checkout")) for _ in range(20)]


def uses_after_race(rivals, product) -> int:
    def check_out(number: int) -> None:
        user = rivals[number]
        buyer = Buyer(user.pk, "", "", user.email)
        # Each buys something else: nothing but the voucher makes them wait for one another.
        mine = products[number]
        line = CartLine(0, mine.pk, 1, mine.price)
        with suppress(CartRejected):
            begin_checkout(CheckoutRequest(buyer, [line], voucher="ULTIMO"))

    products = [make_product(price="10000.00", stock_quantity=1) for _ in rivals]
    race(check_out, len(rivals))
    return VoucherUse.objects.counting(timezone.now()).count()


@pytest.mark.db_server
@pytest.mark.django_db(transaction=True)
def test_of_twenty_rivals_one_gets_the_last_use(rivals, product):
    make_voucher("ULTIMO", max_uses=1)

    assert uses_after_race(rivals, product) == 1


@pytest.mark.db_server
@pytest.mark.django_db(transaction=True)
def test_without_the_lock_the_last_use_is_used_twice(rivals, product, monkeypatch):
    make_voucher("ULTIMO", max_uses=1)
    find, check_uses = vouchers.find, vouchers.check_uses
    monkeypatch.setattr(vouchers, "find", lambda code, *, now, lock: find(code, now=now))
    # All of them have counted the uses before any of them writes its own.
    line = threading.Barrier(len(rivals))

    def check_and_meet(*args, **kwargs):
        check_uses(*args, **kwargs)
        line.wait(30)

    monkeypatch.setattr(vouchers, "check_uses", check_and_meet)

    assert uses_after_race(rivals, product) > 1


# --- Delivery by place ----------------------------------------------------------------------
@pytest.mark.parametrize(
    ("city", "price"),
    [("Medellín", "5000.00"), ("Bello", "9000.00"), ("Cali", "12000.00")],
)
def test_the_town_comes_first_then_its_department_then_the_flat_rate(
    api, product, settings, city, price
):
    settings.DELIVERY_FLAT_RATE = Decimal(12000)
    DeliveryRate.objects.create(place_code="05001", price=5000, free_from=30000)
    DeliveryRate.objects.create(place_code="05", price=9000)
    department = "Valle del Cauca" if city == "Cali" else "Antioquia"
    place = {"method": "standard", "department": department, "city": city}

    body = quoted(api, (product, 1), voucher=None, delivery=place).json()
    assert body["delivery"]["price"] == price
    free = quoted(api, (product, 3), voucher=None, delivery=place).json()["delivery"]["price"]
    assert free == ("0.00" if city == "Medellín" else price)
