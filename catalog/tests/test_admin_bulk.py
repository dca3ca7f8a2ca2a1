"""Actions on many products, the stock journal's page, and the history of who changed what."""

import re

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from rest_framework.exceptions import ValidationError

from catalog.models import Product, StockMovement
from catalog.public import versions
from catalog.services.bulk.products import write_all
from catalog.services.bulk.writes import RowChange, Writes
from catalog.tests.factories import make_category, make_product
from users.tests.factories import make_user

pytestmark = pytest.mark.django_db
LIST = "/admin/catalog/product/"


@pytest.fixture
def desk(client, staff):
    """The admin as staff see it, in English."""
    client.force_login(staff)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def sent(action: str, products, **values) -> dict:
    return {"action": action, "_selected_action": [p.pk for p in products], "asked": 1} | values


def confirm(desk, action: str, products, **values):
    """Ask, look at what would change, confirm it."""
    body = sent(action, products, **values)
    shown = desk.post(LIST, body)
    return desk.post(LIST, body | {"plan": shown.context["digest"]}, follow=True)


def prices() -> list[str]:
    return [str(price) for price in Product.objects.order_by("pk").values_list("price", flat=True)]


@pytest.mark.parametrize(
    ("how", "value", "step", "expected"),
    [
        ("percent", "10", "1", ["1100.00", "2201.00"]),
        ("percent", "-12,5", "50", ["900.00", "1750.00"]),
        ("amount", "-0,5", "0.01", ["999.50", "2000.00"]),
        ("set", "25.000", "1", ["25000.00", "25000.00"]),
    ],
)
def test_prices_change_in_bulk_once_confirmed(desk, how, value, step, expected):
    products = [make_product(price="1000"), make_product(price="2000.50")]

    shown = desk.post(LIST, sent("change_prices", products, how=how, value=value, step=step))
    assert prices() == ["1000.00", "2000.50"]
    assert len(shown.context["lines"]) == 2
    confirm(desk, "change_prices", products, how=how, value=value, step=step)

    assert prices() == expected


def test_tax_classes_change_in_bulk_once_confirmed(desk):
    rice, honey = make_product(), make_product(tax_class="excluded")
    body = sent("change_tax_class", [rice, honey], value="excluded")

    shown = desk.post(LIST, body)
    assert [line[1:] for line in shown.context["lines"]] == [
        ("IVA, standard rate", "excluded (no IVA)")
    ]
    confirm(desk, "change_tax_class", [rice, honey], value="excluded")

    assert set(Product.objects.values_list("tax_class", flat=True)) == {"excluded"}
    assert desk.post(LIST, sent("change_tax_class", [rice], value="none")).context["plan"] is None


def test_what_is_confirmed_twice_happens_once(desk):
    product = make_product(price="1000")
    body = sent("change_prices", [product], how="percent", value="10", step="1")
    body["plan"] = desk.post(LIST, body).context["digest"]

    for _ in range(2):
        desk.post(LIST, body)

    assert prices() == ["1100.00"]


def test_a_price_that_moved_meanwhile_is_looked_at_again(desk):
    product = make_product(price="1000")
    body = sent("change_prices", [product], how="set", value="1500", step="1")
    body["plan"] = desk.post(LIST, body).context["digest"]
    Product.objects.update(price=1200)

    page = desk.post(LIST, body, follow=True)

    assert prices() == ["1200.00"]
    assert [message.level_tag for message in page.context["messages"]] == ["warning"]


@pytest.mark.parametrize("value", ["", "x", "-101", "1e3"])
def test_a_price_that_cannot_be_is_said(desk, value):
    product = make_product(price="1000")

    page = desk.post(LIST, sent("change_prices", [product], how="percent", value=value, step="1"))

    assert page.context["form"].errors
    assert prices() == ["1000.00"]


def test_stock_changes_in_bulk_with_journal_history_and_one_version(desk, staff):
    products = [make_product(stock_quantity=3), make_product(stock_quantity=10)]
    before = versions.current()

    confirm(desk, "change_stock", products, how="add", value="-3")

    stocks = Product.objects.order_by("pk").values_list("stock_quantity", flat=True)
    assert list(stocks) == [0, 7]
    moves = StockMovement.objects.filter(reason="edit").order_by("pk")
    assert [(m.change, m.quantity_after, m.user) for m in moves] == [(-3, 0, staff), (-3, 7, staff)]
    after = versions.current()
    assert after.shape == before.shape
    assert after.writes > before.writes
    entry = LogEntry.objects.get(object_id=str(products[1].pk))
    assert entry.user == staff
    assert "10 → 7" in entry.get_change_message()


def test_stock_never_goes_below_zero(desk):
    product = make_product(stock_quantity=2)

    page = desk.post(LIST, sent("change_stock", [product], how="add", value="-3"))

    assert page.context["form"].errors["value"]


def test_all_that_match_are_changed_together(desk, django_assert_max_num_queries):
    for _ in range(60):
        make_product(price="1000")
    some = list(Product.objects.all()[:2])

    with django_assert_max_num_queries(60):
        confirm(
            *(desk, "change_prices", some),
            how="amount",
            value="1",
            step="1",
            select_across="1",
        )

    assert set(prices()) == {"1001.00"}


def test_copies_have_a_name_of_their_own_and_nothing_to_sell(desk):
    product = make_product(name="Panela", price="4500", images=2, category=make_category())

    for _ in range(2):
        desk.post(LIST, {"action": "duplicate", "_selected_action": [product.pk]})

    copies = Product.objects.exclude(pk=product.pk).order_by("pk")
    assert [copy.name for copy in copies] == ["Panela (copy)", "Panela (copy 2)"]
    for copy in copies:
        assert (copy.price, copy.category_id) == (product.price, product.category_id)
        assert (copy.stock_quantity, copy.is_active, copy.images.count()) == (0, False, 2)
    assert LogEntry.objects.filter(action_flag=1).count() == 2


def test_who_may_only_look_changes_nothing(client):
    viewer = make_user(groups=(), is_staff=True)
    viewer.user_permissions.set(Permission.objects.filter(codename="view_product"))
    client.force_login(viewer)
    product = make_product(price="1000")

    page = client.get(LIST).content.decode()
    client.post(LIST, sent("change_prices", [product], how="set", value="1", step="1", plan="x"))

    assert "change_prices" not in page
    assert prices() == ["1000.00"]


def test_all_or_nothing(db):
    good, moved = make_product(price="1000"), make_product(price="1000")
    wanted = [RowChange(p.pk, {"price": p.price}, {"price": p.price + 1}) for p in (good, moved)]
    Product.objects.filter(pk=moved.pk).update(price=5)

    with pytest.raises(ValidationError):
        write_all(Writes(changes=wanted))

    assert prices() == ["1000.00", "5.00"]


def test_names_change_places(db):
    one, two = make_product(name="Uno"), make_product(name="Dos")
    wanted = [
        RowChange(one.pk, {"name": "Uno"}, {"name": "Dos"}),
        RowChange(two.pk, {"name": "Dos"}, {"name": "Uno"}),
    ]

    write_all(Writes(changes=wanted))

    one.refresh_from_db()
    assert (one.name, one.sort_name, one.slug) == ("Dos", "dos", "uno")


@pytest.mark.parametrize("names", [("Tres", "Tres"), ("TRES", "Cuatro")])
def test_a_name_that_is_taken_stops_all(names):
    one, two = make_product(name="Uno"), make_product(name="Dos")
    if names[0] != names[1]:
        make_product(name="Tres")
    wanted = [
        RowChange(product.pk, {}, {"name": name})
        for product, name in zip((one, two), names, strict=True)
    ]

    with pytest.raises(ValidationError):
        write_all(Writes(changes=wanted))

    one.refresh_from_db()
    assert one.name == "Uno"
    assert one.name_key


def test_the_journal_answers_why(desk, staff):
    product = make_product(stock_quantity=10)
    for reason, change, after in (("sale", -8, 2), ("return", 1, 3)):
        StockMovement.objects.create(
            product=product, change=change, quantity_after=after, reason=reason, invoice="INV-1"
        )
    Product.objects.update(stock_quantity=3)

    response = desk.get(f"{LIST}{product.pk}/journal/")

    assert [(count, total) for _, count, total in response.context["sums"]] == [
        *((1, 10), (1, -8), (1, 1)),
    ]
    page = response.content.decode()
    assert "Stock history: 3 in stock" in page
    assert "/admin/orders/order/invoice/INV-1/" in page
    assert (
        f"{LIST}{product.pk}/journal/" in desk.get(f"{LIST}{product.pk}/change/").content.decode()
    )


def test_the_journal_has_pages_and_a_constant_number_of_queries(
    desk, django_assert_max_num_queries
):
    product = make_product()
    for number in range(120):
        StockMovement.objects.create(
            product=product,
            change=1,
            quantity_after=number,
            reason="edit",
            user=make_user(groups=()),
        ) if number < 5 else StockMovement.objects.create(
            product=product, change=1, quantity_after=number, reason="edit"
        )

    with django_assert_max_num_queries(10):
        page = desk.get(f"{LIST}{product.pk}/journal/?p=2")
    assert len(page.context["page"]) == 21


def test_the_journal_is_not_for_strangers(client):
    client.force_login(make_user(groups=(), is_staff=True))

    assert client.get(f"{LIST}{make_product().pk}/journal/").status_code == 403


def test_the_history_tells_the_values_before_and_after(desk, staff):
    old, new = make_category("Bebidas"), make_category("Comida")
    product = make_product(name="Panela", price="1000", category=old)
    body = {
        "name": "Panela",
        "initial-name": "Panela",
        "price": "1.500,50",
        "initial-price": "1,000",
        "tax_class": "standard",
        "initial-tax_class": "standard",
    }
    body |= {"category": new.pk, "initial-category": old.pk, "is_active": "on"}
    body |= {"initial-is_active": "True", "stock_quantity": 10, "initial-stock_quantity": 10}
    body |= {"images-TOTAL_FORMS": 1, "images-INITIAL_FORMS": 0, "images-0-position": 0}
    body |= {"images-0-image_url": "https://img.example.com/a.jpg", "images-0-alt_text": ""}

    response = desk.post(f"{LIST}{product.pk}/change/", body)

    assert response.status_code == 302
    text = LogEntry.objects.get(object_id=str(product.pk)).get_change_message()
    assert re.search(r"Price: 1,000 → 1,500.50", text)
    assert "Bebidas → Comida" in text
    assert "pictures added: 1" in text


@pytest.mark.parametrize(("action", "expected"), [("deactivate", "Deactivated."), ("activate", "")])
def test_switching_is_in_the_history(desk, action, expected):
    product = make_product()

    desk.post(LIST, {"action": action, "_selected_action": [product.pk]})

    texts = [entry.get_change_message() for entry in LogEntry.objects.all()]
    assert texts == ([expected] if expected else [])


def test_deleting_and_restoring_is_in_the_history(desk):
    product = make_product()
    desk.post(f"{LIST}{product.pk}/delete/", {"post": "yes"})
    desk.post(f"{LIST}?deleted=yes", {"action": "restore", "_selected_action": [product.pk]})

    assert [entry.action_flag for entry in LogEntry.objects.order_by("pk")] == [3, 2]
