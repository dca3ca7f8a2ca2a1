"""If-Match, and stock by difference."""

import pytest

from catalog.models import Category, Product, StockMovement
from catalog.services import products as services
from catalog.services.stock import adjustments
from catalog.tests.factories import make_category, make_product


def path(row, kind: str = "products") -> str:
    return f"/{kind}/{row.pk}/{row.slug}/"


def tag_of(client, row, kind: str = "products") -> dict:
    return {"If-Match": client.get(f"/{kind}/{row.slug}/")["ETag"]}


def test_a_write_acts_on_the_state_that_its_sender_saw(api, desk):
    product, other = make_product(), make_product()
    for reader in (api, desk):
        tag = tag_of(reader, product)
        # What happens to others does not count.
        services.update_product(other.pk, stock_quantity=other.stock_quantity + 1)
        assert desk.patch(path(product), {"price": "5"}, headers=tag).status_code == 200
        stale = desk.patch(path(product), {"price": "6"}, headers=tag)
        assert (stale.status_code, stale.json()["errors"][0]["code"]) == (
            412,
            "precondition_failed",
        )
        assert desk.delete(path(product), headers=tag).status_code == 412
        assert Product.objects.get(pk=product.pk).price == 5


def test_a_sale_moves_the_state(desk):
    product = make_product(stock_quantity=3)
    tag = tag_of(desk, product)
    adjustments.change_stock(product.pk, change=-1)

    refused = desk.patch(path(product), {"stock_quantity": 12}, headers=tag)

    assert refused.status_code == 412
    assert Product.objects.get(pk=product.pk).stock_quantity == 2


def test_the_answer_to_a_write_names_the_next_state(desk):
    product = make_product()
    first = desk.patch(path(product), {"price": "5"})
    second = desk.patch(path(product), {"price": "6"}, headers={"If-Match": first["ETag"]})
    assert second.status_code == 200
    assert desk.delete(path(product), headers={"If-Match": second["ETag"]}).status_code == 204


@pytest.mark.parametrize(
    ("tag", "status"),
    [("*", 200), ('"x"', 412), ('W/"x", {}', 200), ("nonsense", 412), ('W/"', 412), ('""', 412)],
)
def test_tags_are_compared_as_they_were_given(desk, tag, status):
    product = make_product()
    tag = tag.replace("{}", tag_of(desk, product)["If-Match"])
    answer = desk.patch(path(product), {"price": "5"}, headers={"If-Match": tag})
    assert answer.status_code == status
    missing = desk.patch(f"/products/{product.pk}/other/", {}, headers={"If-Match": tag})
    assert missing.status_code == 404


def test_categories_know_preconditions_too(desk):
    category = make_category()
    tag = tag_of(desk, category, "categories")
    address = path(category, "categories")
    make_category(parent=category)  # a child of it is another thing
    assert desk.patch(address, {"name": "Dulces"}, headers=tag).status_code == 200
    assert desk.patch(address, {"name": "Sal"}, headers=tag).status_code == 412
    assert desk.patch(f"{address}deactivate/", headers=tag).status_code == 412
    assert desk.delete(address, headers=tag).status_code == 412
    assert Category.objects.get(pk=category.pk).name == "Dulces"


def test_a_304_keeps_its_tag_and_any_tag_will_do(api, db):
    product = make_product()
    address = f"/products/{product.slug}/"
    any_tag = {"If-None-Match": "*"}
    assert api.get(address, headers=any_tag).status_code == 304
    assert api.get(address, headers=any_tag).status_code == 304
    assert api.get("/products/none/", headers=any_tag).status_code == 404


def test_stock_is_changed_by_a_difference(api, desk, staff):
    product = make_product(stock_quantity=3)
    answer = desk.post(f"{path(product)}stock/", {"change": 5, "reason": "Llegó el pedido"})

    assert (answer.status_code, answer.json()["stock_quantity"]) == (200, 8)
    assert api.get(f"/products/{product.slug}/").json()["stock_quantity"] == 8
    entry = StockMovement.objects.order_by("-id").first()
    assert (entry.change, entry.quantity_after, entry.reason) == (5, 8, "edit")
    assert (entry.note, entry.user) == ("Llegó el pedido", staff)
    assert desk.post(f"{path(product)}stock/", {"change": -8}).json()["stock_quantity"] == 0


@pytest.mark.parametrize(
    ("body", "code", "attr"),
    [
        ({"change": -4}, "insufficient_stock", "change"),
        ({"change": 2_000_000_000}, "max_value", "change"),
        ({"change": "1.5"}, "invalid", "change"),
        ({"change": None}, "null", "change"),
        ({}, "required", "change"),
        ({"change": 1, "reason": "x" * 201}, "max_length", "reason"),
    ],
)
def test_a_difference_that_cannot_be_is_refused(desk, body, code, attr):
    product = make_product(stock_quantity=3)
    entries = StockMovement.objects.count()
    answer = desk.post(f"{path(product)}stock/", body)

    assert answer.status_code == 400
    assert answer.json()["errors"][0].items() >= {"code": code, "attr": attr}.items()
    assert Product.objects.get(pk=product.pk).stock_quantity == 3
    assert StockMovement.objects.count() == entries


def test_only_who_may_change_products_changes_stock(api, client_of, shopper):
    product = make_product(stock_quantity=3)
    address = f"{path(product)}stock/"
    assert api.post(address, {"change": 1}).status_code == 401
    assert client_of(shopper).post(address, {"change": 1}).status_code == 403
    assert Product.objects.get(pk=product.pk).stock_quantity == 3


def test_a_difference_on_another_address_is_404(desk):
    product = make_product()
    assert desk.post(f"/products/{product.pk}/x/stock/", {"change": 1}).status_code == 404
