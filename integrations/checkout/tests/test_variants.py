"""Buy variants: the main product can't be bought, and shows the remaining stock immediately."""

import pytest

from business_logic import stock
from catalog.models import Product, StockMovement
from catalog.services import products as services
from catalog.services.stock import adjustments
from catalog.tests.factories import make_product
from common.db.transactions import in_transaction
from common.tests.race import race
from integrations.checkout.tests.test_vouchers import make_voucher
from integrations.epayco.models import LedgerEntry
from integrations.epayco.tests.factories import begin, cart, confirm, notice, resigned
from orders.models import Checkout, Order
from users.tests.factories import make_user

pytestmark = pytest.mark.django_db


def make_family(*stocks: int) -> tuple[Product, list[Product]]:
    main = make_product("Camiseta", price="9", stock_quantity=5)
    variants = [add_variant(main, str(size), left) for size, left in enumerate(stocks)]
    main.refresh_from_db()
    return main, variants


def add_variant(main: Product, size: str, left: int) -> Product:
    return services.create_product(
        variant_of=main.pk, options={"Talla": size}, price=1000, stock_quantity=left
    )


def stock_of(product: Product) -> int:
    return Product.objects.get(pk=product.pk).stock_quantity


@pytest.mark.parametrize("address", ["/epayco/quote/", "/epayco/checkout/"])
def test_a_main_product_cannot_be_bought(client_of, shopper, address):
    main, _ = make_family(3)

    answer = client_of(shopper).post(address, cart((main, 1)))

    assert answer.status_code == 400
    [error] = answer.json()["errors"]
    assert (error["code"], error["attr"]) == ("choose_variant", "items.0.product_id")
    assert not Checkout.objects.exists()


def test_a_sale_and_its_reversal_show_in_the_very_next_list(api, client_of, shopper):
    main, (variant, _) = make_family(3, 4)
    assert api.get("/products/?in_stock=true").json()["results"][0]["stock_quantity"] == 7

    checkout = begin(client_of(shopper), (variant, 2))
    paid = notice(checkout)
    confirm(api, paid)

    assert Order.objects.get().payment_status == "paid"
    for address in ("/products/", "/products/?in_stock=true", "/products/?search=camiseta"):
        assert api.get(address).json()["results"][0]["stock_quantity"] == 5
    whole = api.get("/products/camiseta/").json()
    assert (whole["stock_quantity"], whole["variants"][0]["stock_quantity"]) == (5, 1)
    assert not StockMovement.objects.filter(product=main, reason="sale").exists()
    confirm(api, resigned(paid | {"x_cod_transaction_state": "6", "x_cod_response": "6"}))
    assert Order.objects.get().payment_status == "reversed"
    assert (stock_of(main), stock_of(variant)) == (7, 3)


def test_what_becomes_a_main_product_loses_no_payment(api, client_of, shopper):
    product = make_product("Camiseta", price="1000", stock_quantity=5)
    checkout = begin(client_of(shopper), (product, 2))
    variant = add_variant(product, "M", 4)

    confirm(api, notice(checkout))

    order = Order.objects.get()
    assert (order.payment_status, order.holds_stock) == ("review", False)
    assert LedgerEntry.objects.get().attention == "out_of_stock"
    assert (stock_of(product), stock_of(variant)) == (4, 4)


@pytest.mark.parametrize("field", ["variant", "main"])
def test_payment_after_variant_or_main_product_was_switched_off(api, client_of, shopper, field):
    main, (variant, _) = make_family(3, 4)
    checkout = begin(client_of(shopper), (variant, 2))
    services.update_product({"variant": variant, "main": main}[field].pk, is_active=False)

    confirm(api, notice(checkout))

    assert Order.objects.get().payment_status == "review"
    assert LedgerEntry.objects.get().attention == "late_payment"
    assert stock_of(variant) == 1
    assert stock_of(main) == (4 if field == "variant" else 5)


def test_voucher_for_a_main_product_is_for_its_variants(client_of, shopper):
    main, (variant,) = make_family(3)
    voucher = make_voucher()
    voucher.products.add(main)

    answer = client_of(shopper).post(
        "/epayco/quote/", cart((variant, 1)) | {"voucher": voucher.code}
    )

    assert answer.json()["discount"] == "100.00"


def test_variant_of_a_main_product_that_is_off_is_not_for_sale(client_of, shopper):
    main, (variant,) = make_family(3)
    services.update_product(main.pk, is_active=False)

    answer = client_of(shopper).post("/epayco/checkout/", cart((variant, 1)))

    assert [error["code"] for error in answer.json()["errors"]] == ["product_unavailable"]


def test_a_wrong_sum_stops_no_sale_and_is_set_right(api, client_of, shopper):
    main, (variant,) = make_family(3)
    Product.objects.filter(pk=main.pk).update(stock_quantity=0)

    confirm(api, notice(begin(client_of(shopper), (variant, 2))))

    assert Order.objects.get().payment_status == "paid"
    assert (stock_of(variant), stock_of(main)) == (1, 1)


@pytest.mark.db_server
@pytest.mark.django_db(transaction=True)
def test_one_of_many_buys_the_last_unit_of_a_variant(client_of):
    _, (variant, _) = make_family(1, 50)
    buyers = [make_user(password=None, groups=("User", "Checkout")) for _ in range(8)]

    def buy(n: int) -> int:
        return client_of(buyers[n]).post("/epayco/checkout/", cart((variant, 1))).status_code

    assert sorted(race(buy, 8)) == [201, *[400] * 7]


@pytest.mark.db_server
@pytest.mark.django_db(transaction=True)
def test_a_variant_that_is_switched_off_while_it_is_bought_is_bought_before_or_not_at_all(
    client_of,
):
    main, (variant, _) = make_family(50, 1)
    buyers = [make_user(password=None, groups=("User", "Checkout")) for _ in range(6)]

    def either(n: int) -> int:
        if n == 6:
            services.update_product(variant.pk, is_active=False)
            return 0
        return client_of(buyers[n]).post("/epayco/checkout/", cart((variant, 1))).status_code

    answers = race(either, 7)
    assert set(answers) <= {0, 201, 400}
    assert Checkout.objects.count() == answers.count(201)
    late = client_of(buyers[0]).post("/epayco/checkout/", cart((variant, 1)))
    assert late.json()["errors"][0]["code"] == "product_unavailable"
    assert stock_of(main) == 1


@pytest.mark.db_server
@pytest.mark.django_db(transaction=True)
def test_sales_and_edits_where_the_main_product_came_last(client_of):
    """Variants that joined it have lower ids: sales still lock them before it."""
    variants = [make_product(stock_quantity=100) for _ in range(3)]
    main = make_product("Camiseta")
    for size, variant in enumerate(variants):
        services.update_product(variant.pk, variant_of=main.pk, options={"Talla": str(size)})

    def either(n: int) -> None:
        wanted = {variant.pk: 1 for variant in variants[n % 3 :]}
        for _ in range(5):
            if n % 4 == 0:
                services.update_product(variants[n % 3].pk, price=n + 1)
            elif n % 4 == 1:
                services.update_product(main.pk, description=str(n), tax_class="reduced")
            else:
                in_transaction(
                    lambda: stock.deduct(
                        wanted, invoice="INV-1", products=stock.lock_products(wanted)
                    )
                )

    race(either, 8)
    assert stock_of(main) == sum(map(stock_of, variants)) < 300


@pytest.mark.db_server
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("guarded", [True, False])
def test_sums_are_right_after_sales_and_edits_at_once(monkeypatch, guarded):
    """Without the sums in the sale's own UPDATE the main product keeps what is sold."""
    main, variants = make_family(100, 100, 100)
    if not guarded:
        monkeypatch.setattr(stock, "sums", lambda by, products: {})

    def sell(pk: int) -> None:
        stock.deduct({pk: 1}, invoice="INV-1", products=stock.lock_products([pk]))

    def either(n: int) -> None:
        variant = variants[n % 3]
        for step in range(6):
            if n == 0:
                services.update_product(variant.pk, is_active=bool(step % 2))
            elif n == 1:
                adjustments.change_stock(variant.pk, change=2)
            else:
                in_transaction(lambda: sell(variant.pk))

    race(either, 8)
    # The last edit works the sum out anew; what is sold after it counts by its difference.
    in_transaction(lambda: sell(variants[2].pk))
    assert (stock_of(main) == sum(map(stock_of, variants))) == guarded
