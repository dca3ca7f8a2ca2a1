"""What an import refuses, and what it says."""

import pytest

from catalog.models import Product
from catalog.tests.factories import make_product
from catalog.tests.spreadsheets import faults, look

pytestmark = pytest.mark.django_db


def test_a_fault_says_what_stood_there_and_what_is_expected(desk):
    product = make_product(name="Uno")
    text = f"\n\nid;nombre;precio;existencias\n\n{product.pk};Uno;27500,005;-3\n"

    response = look(desk, text)

    assert response.context["faults"] == [
        (5, "existencias", "-3", "A whole number from 0 to 2000000000."),
        (
            5,
            "precio",
            "27500,005",
            "A price from 0 to 9999999999.99, such as 25.000,50, with at most two decimals.",
        ),
    ]
    assert "27500,005" in response.content.decode()


def test_every_fault_is_named_and_nothing_is_written(desk):
    first, second = make_product(name="Uno"), make_product(name="Dos")
    text = (
        "id,name,price,stock,category,active\n"
        f"{first.pk},DOS,1.2.3,-1,Nada,tal vez\n"
        f"{second.pk},Dos,5,5,,yes\n"
        "999999,Tres,5,5,,yes\n"
        "abc,Tres,5,5,,yes\n"
        f"{second.pk},Dos,5,5,,yes\n"
        ",,5,5,,yes\n"
    )

    response = look(desk, text)

    assert set(faults(response)) == {
        *((2, "name"), (2, "price"), (2, "stock"), (2, "category"), (2, "active")),
        *((4, "id"), (5, "id"), (6, "id"), (7, "name")),
    }
    assert "token" not in response.context or not response.context["token"]
    first.refresh_from_db()
    assert first.name == "Uno"


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "a.csv"),
        (b"id,name\n", "a.csv"),
        (b"id,color\n1,red\n", "a.csv"),
        (b"id,id\n1,1\n", "a.csv"),
        (b"id,name\n1,a,b\n", "a.csv"),
        (b"\x00\x01\x02", "a.csv"),
        (b"PK\x03\x04nonsense", "a.xlsx"),
        (b"id\n" + b"1\n" * 10_001, "a.csv"),
    ],
)
def test_what_is_no_such_table_is_said(desk, content, name):
    response = look(desk, content, name)

    assert response.status_code == 200
    assert response.context["form"].errors["file"]


@pytest.mark.parametrize("price", ["0.500", "-1", "NaN", "1e9", "99999999999", ""])
def test_a_price_that_could_mean_anything_is_refused(desk, price):
    product = make_product()

    assert faults(look(desk, f"id,price\n{product.pk},{price}\n")) == [(2, "price")]


def test_one_name_twice_is_refused(desk):
    assert faults(look(desk, "name,price\nTé,1\nTÉ,1\n")) == [(3, "name")]


def test_a_stock_that_was_counted_before_a_sale_is_asked_again(desk):
    product = make_product(stock_quantity=10)
    Product.objects.update(stock_quantity=7)

    response = look(desk, f"id,stock,stock_at_export\n{product.pk},15,10\n")

    assert faults(response) == [(2, "stock")]
