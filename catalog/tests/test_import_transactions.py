"""An import is written in short transactions; each product changes as it was reviewed, or not."""

import pytest
from django.contrib.admin.models import LogEntry

from catalog.admin.import_progress import progress
from catalog.models import Product
from catalog.services import products as services
from catalog.services.bulk import piecewise
from catalog.services.bulk.writes import RowChange
from catalog.spreadsheet.plan import Plan
from catalog.tests.factories import make_product
from catalog.tests.spreadsheets import LIST, bring_in, faults, look

pytestmark = pytest.mark.django_db


def test_what_moved_after_the_look_is_looked_at_again(desk):
    product = make_product(price="1000", stock_quantity=10)
    shown = look(desk, f"id,stock\n{product.pk},15\n")
    Product.objects.update(stock_quantity=7)
    body = {"token": shown.context["token"], "plan": shown.context["plan"].digest}

    response = desk.post(f"{LIST}import/apply/", body)

    assert response.status_code == 200
    assert not response.streaming
    assert response.context["plan"].changes[0].before == {"stock_quantity": 7}
    product.refresh_from_db()
    assert product.stock_quantity == 7


def test_a_file_is_applied_once_and_by_who_looked_at_it(desk, client, superuser):
    product = make_product(stock_quantity=1)
    shown = look(desk, f"id,stock\n{product.pk},15\n")
    body = {"token": shown.context["token"], "plan": shown.context["plan"].digest}
    client.force_login(superuser)
    assert not client.post(f"{LIST}import/apply/", body).streaming
    product.refresh_from_db()
    assert product.stock_quantity == 1


def changes_by_one(products) -> list[RowChange]:
    return [RowChange(p.pk, {"price": p.price}, {"price": p.price + 1}) for p in products]


def prices(products) -> list[str]:
    found = Product.objects.in_bulk([product.pk for product in products])
    return [str(found[product.pk].price) for product in products]


def test_a_product_that_changed_meanwhile_is_left_out_and_named(staff):
    products = [make_product(price="1000") for _ in range(3)]
    plan = changes_by_one(products)
    Product.objects.filter(pk=products[1].pk).update(price=5)

    page = "".join(progress(staff.pk, Plan(changes=plan)))

    assert prices(products) == ["1001.00", "5.00", "1001.00"]
    assert products[1].name in page
    assert products[0].name not in page
    logged = LogEntry.objects.order_by("object_id").values_list("object_id", flat=True)
    assert list(logged) == sorted(str(products[n].pk) for n in (0, 2))


def test_who_goes_away_in_the_middle_stops_nothing(staff, monkeypatch):
    monkeypatch.setattr(piecewise, "BATCH", 1)
    products = [make_product(price="1000") for _ in range(3)]

    page = progress(staff.pk, Plan(changes=changes_by_one(products)))
    next(page)
    page.close()

    assert prices(products) == ["1001.00"] * 3


def test_an_import_that_was_interrupted_goes_on_when_repeated(desk):
    """The products that it made already are recognized, although their rows have no id."""
    text = "name,price,stock\nUno,1000,5\nDos,2000,7\n"
    make_product(name="Uno", price="1000", stock_quantity=5)

    shown = look(desk, text)

    assert (shown.context["plan"].unchanged, len(shown.context["plan"])) == (1, 1)
    bring_in(desk, text)
    assert len(look(desk, text).context["plan"]) == 0
    assert faults(look(desk, text.replace("1000", "1001"))) == [(2, "name")]


def test_names_move_on_over_several_transactions(staff, monkeypatch):
    """A name is given up before another product takes it; a circle is one transaction."""
    monkeypatch.setattr(piecewise, "BATCH", 1)
    names = ["A1", "B1", "C1", "D1", "E1"]
    products = [make_product(name=name) for name in names]
    wanted = ["B1", "C1", "F1", "E1", "D1"]
    plan = [
        RowChange(p.pk, {"name": p.name}, {"name": name})
        for p, name in zip(products, wanted, strict=True)
    ]

    page = "".join(progress(staff.pk, Plan(changes=plan)))

    assert "errornote" not in page
    found = Product.objects.in_bulk([p.pk for p in products])
    assert [found[p.pk].name for p in products] == wanted


def test_each_transaction_of_an_import_is_short():
    assert piecewise.next_size(200, seconds=1.0) == 30
    assert piecewise.next_size(25, seconds=0.01) == 50
    assert piecewise.next_size(200, seconds=0.001) == 200
    assert piecewise.next_size(5, seconds=9.0) == 5


def test_long_imports_show_how_far_they_are(desk, monkeypatch):
    monkeypatch.setattr(piecewise, "BATCH", 2)
    text = "name,price\n" + "".join(f"Producto nuevo {n},1000\n" for n in range(5))

    page = bring_in(desk, text)

    assert [f"{n} of 5" in page for n in (2, 4, 5)] == [True] * 3
    assert "width:40.000%" in page
    assert "<script" not in page.partition('id="content"')[2]


def test_many_rows_take_few_queries(desk, django_assert_max_num_queries, monkeypatch):
    # However slow the host is, the pieces keep their size.
    monkeypatch.setattr(piecewise, "SECONDS", 3600)
    products = [make_product(price="1000") for _ in range(60)]
    text = "id,price\n" + "".join(f"{product.pk},2000\n" for product in products)

    with django_assert_max_num_queries(60):
        bring_in(desk, text)

    assert set(Product.objects.values_list("price", flat=True)) == {2000}


def test_skus_change_hands_over_several_transactions(staff, monkeypatch):
    monkeypatch.setattr(piecewise, "BATCH", 1)
    one, two = with_sku("A"), with_sku("B")
    plan = [
        RowChange(one.pk, {"sku": "A"}, {"sku": "B"}),
        RowChange(two.pk, {"sku": "B"}, {"sku": "A"}),
    ]

    page = "".join(progress(staff.pk, Plan(changes=plan)))

    assert "errornote" not in page
    assert dict(Product.objects.values_list("pk", "sku")) == {one.pk: "B", two.pk: "A"}


def with_sku(sku: str) -> Product:
    return services.update_product(make_product().pk, sku=sku)
