"""Lists for programs that synchronize: cursors, changes, deletions, ids, several categories."""

from urllib.parse import parse_qsl, urlsplit

import pytest

from catalog.models import Product
from catalog.services import categories, deletion, products
from catalog.services.stock import adjustments
from catalog.tests.factories import make_category, make_product
from common.http.cursors import Cursor, read
from users.tests.factories import make_user


def walk(client, address: str, meanwhile=lambda page: None) -> list[int]:
    """The ids on all pages; meanwhile is called after each page with its number."""
    seen, number = [], 0
    while address:
        body = client.get(address).json()
        assert set(body) == {"next", "previous", "results"}
        seen += [row["id"] for row in body["results"]]
        address, number = body["next"], number + 1
        meanwhile(number)
        assert number < 50
    return seen


@pytest.mark.parametrize(
    "ordering",
    [
        *("", "name", "-name", "price", "-price", "created_at", "updated_at", "-updated_at"),
        *("price,-name", "-price,created_at"),
    ],
)
@pytest.mark.parametrize("kind", ["public", "staff"])
def test_a_walk_is_the_list_page_by_page(api, desk, ordering, kind):
    for number in range(7):
        make_product(price=number % 3)
    client = {"public": api, "staff": desk}[kind]
    query = f"ordering={ordering}&" if ordering else ""
    whole = [row["id"] for row in client.get(f"/products/?{query}").json()["results"]]

    assert walk(client, f"/products/?{query}page_size=2&cursor=") == whole


@pytest.mark.parametrize("ordering", ["", "name", "-updated_at", "updated_at", "-created_at,name"])
def test_categories_are_walked_alike(api, db, ordering):
    for _ in range(5):
        make_category()
    query = f"ordering={ordering}&" if ordering else ""
    whole = [row["id"] for row in api.get(f"/categories/?{query}").json()["results"]]

    assert walk(api, f"/categories/?{query}page_size=2&cursor=") == whole


def test_one_can_walk_back(api, db):
    for _ in range(5):
        make_product()
    first = api.get("/products/?page_size=2&cursor=").json()
    second = api.get(first["next"]).json()
    third = api.get(second["next"]).json()

    assert (first["previous"], third["next"]) == (None, None)
    assert api.get(third["previous"]).json()["results"] == second["results"]
    back = api.get(api.get(third["previous"]).json()["previous"]).json()
    assert (back["results"], back["previous"]) == (first["results"], None)
    assert api.get(back["next"]).json()["results"] == second["results"]


def test_what_comes_and_goes_moves_nothing_else(api, db):
    rows = [make_product(price=10 * number) for number in range(6)]

    def meanwhile(page):
        if page == 1:
            deletion.delete_product(rows[0].pk)
            make_product(price=1)
        if page == 2:
            adjustments.change_stock(rows[1].pk, change=-1)

    assert walk(api, "/products/?ordering=price&page_size=2&cursor=", meanwhile) == [
        row.pk for row in rows
    ]


def test_what_moves_to_where_the_walk_has_been_comes_at_the_end(api, db):
    rows = [make_product(price=10 + number) for number in range(6)]

    def meanwhile(page):
        if page == 1:
            products.update_product(rows[5].pk, price=1)
            products.update_product(rows[4].pk, price=2)

    seen = walk(api, "/products/?ordering=price&page_size=1&cursor=", meanwhile)
    assert seen == [row.pk for row in (*rows[:4], rows[5], rows[4])]


def test_newest_changes_first_lose_nobody_either(api, db):
    rows = [make_product() for _ in range(5)]

    def meanwhile(page):
        if page == 1:
            adjustments.change_stock(rows[0].pk, change=1)

    seen = walk(api, "/products/?ordering=-updated_at&page_size=2&cursor=", meanwhile)
    assert seen == [rows[4].pk, rows[3].pk, rows[2].pk, rows[1].pk, rows[0].pk]


def test_a_renamed_category_is_not_lost(api, db):
    rows = [make_category(name) for name in "BCDE"]

    def meanwhile(page):
        if page == 1:
            categories.update_category(rows[3].pk, name="A")

    seen = walk(api, "/categories/?page_size=2&cursor=", meanwhile)
    assert seen == [row.pk for row in rows]


@pytest.mark.parametrize("address", ["/products/", "/categories/"])
@pytest.mark.parametrize("text", ["x", "a" * 3000, "é", "bnVsbA", "W10", "%00"])
def test_a_made_up_cursor_is_refused(api, db, address, text):
    answer = api.get(f"{address}?cursor={text}")
    assert answer.status_code == 400
    assert answer.json()["errors"][0].items() >= {"code": "invalid", "attr": "cursor"}.items()


def test_cursors_of_other_lists_and_with_odd_values_are_refused(api, db):
    make_product(), make_product()
    url = api.get("/products/?page_size=1&cursor=").json()["next"]
    text = dict(parse_qsl(urlsplit(url).query))["cursor"]
    assert api.get(f"/products/?ordering=name&cursor={text}").status_code == 400
    since = read("", ["price"]).since
    for order, values in ((["price"], ("x",)), (["created_at"], ("2026-99-01",))):
        odd = Cursor(tuple(order), since, values, 1).text()
        answer = api.get(f"/products/?ordering={order[0]}&cursor={odd}")
        assert (answer.status_code, answer.json()["errors"][0]["attr"]) == (400, "cursor")


def test_a_page_of_a_walk_costs_what_a_page_costs(api, db, django_assert_num_queries):
    for _ in range(5):
        make_product()
    url = api.get("/products/?page_size=2&cursor=").json()["next"]
    with django_assert_num_queries(2):
        api.get(url)


def test_programs_hear_of_changes_and_deletions(api, desk, shopper, client_of):
    kept, gone = make_product("Queda"), make_product("Se va")
    category = make_category("Se fue")
    since = Product.objects.get(pk=gone.pk).updated_at.isoformat().replace("+", "%2B")
    deletion.delete_product(gone.pk)
    categories.delete_category(category.pk)
    query = f"?include_deleted=true&ordering=updated_at&updated_after={since}"

    rows = desk.get(f"/products/{query}").json()["results"]
    assert [(row["id"], row["is_deleted"], row["slug"]) for row in rows] == [
        (gone.pk, True, "se-va")
    ]
    rows = desk.get(f"/categories/{query}").json()["results"]
    assert [(row["id"], row["is_deleted"], row["slug"]) for row in rows] == [
        (category.pk, True, "se-fue")
    ]
    both = desk.get("/products/?include_deleted=true").json()["results"]
    assert {row["id"]: row["is_deleted"] for row in both} == {kept.pk: False, gone.pk: True}
    for client in (api, client_of(shopper)):
        rows = client.get("/products/?include_deleted=true").json()["results"]
        assert [(row["id"], "is_deleted" in row) for row in rows] == [(kept.pk, False)]
    assert "is_deleted" not in desk.get("/products/").json()["results"][0]


def test_a_deleted_product_of_a_deleted_category_is_listed(desk):
    category = make_category()
    product = make_product(category=category)
    deletion.delete_product(product.pk)
    categories.delete_category(category.pk)

    rows = desk.get("/products/?include_deleted=true").json()["results"]
    assert [(row["id"], row["category"]) for row in rows] == [(product.pk, None)]


def test_ids_and_several_categories_are_a_union(api, db):
    first, second, third = (make_category(name) for name in ("Uno", "Dos", "Tres"))
    rows = [make_product(category=each) for each in (first, second, third)]

    def ids(query):
        return {row["id"] for row in api.get(f"/products/?{query}").json()["results"]}

    assert ids("category=uno&category=tres") == {rows[0].pk, rows[2].pk}
    assert ids(f"ids={rows[0].pk},{rows[1].pk},999") == {rows[0].pk, rows[1].pk}
    assert ids(f"ids={rows[0].pk}&ids={rows[1].pk}") == {rows[0].pk, rows[1].pk}
    assert ids(f"ids={rows[0].pk},{rows[1].pk}&category=dos") == {rows[1].pk}
    listed = api.get(f"/categories/?ids={first.pk},{third.pk}").json()["results"]
    assert {row["id"] for row in listed} == {first.pk, third.pk}


@pytest.mark.parametrize(
    "query",
    [
        *("ids=x", "ids=1,,2", "ids=-1", "ids=1.5", "ids=" + "9" * 30, "ids=" + "1," * 600 + "1"),
        *("category=uno&category=none", "include_deleted=1", "ordering=stock_quantity"),
        *("category=" + "x" * 181, "updated_after=x", "category=%00"),
    ],
)
def test_bad_values_are_refused(api, db, query):
    make_category("Uno")
    assert api.get(f"/products/?{query}").status_code == 400


def test_orders_of_changes_follow_sales(api, db):
    first, second = make_product(), make_product()
    address = "/products/?ordering=-updated_at"
    assert [row["id"] for row in api.get(address).json()["results"]] == [second.pk, first.pk]
    adjustments.change_stock(first.pk, change=-1)
    assert [row["id"] for row in api.get(address).json()["results"]] == [first.pk, second.pk]


def test_every_other_list_is_walked_too(client_of, superuser):
    for _ in range(4):
        make_user()
    client = client_of(superuser)
    for ordering in ("", "-email", "username", "-updated_at", "created_at"):
        query = f"ordering={ordering}&" if ordering else ""
        whole = [row["id"] for row in client.get(f"/users/?{query}").json()["results"]]
        assert walk(client, f"/users/?{query}page_size=2&cursor=") == whole
    assert client.get("/users/?cursor=x").status_code == 400
