import pytest

from catalog.models import Category, Product
from catalog.services.categories import MAX_DEPTH
from catalog.services.deletion import delete_product
from catalog.tests.factories import make_category, make_product


@pytest.fixture
def family(db) -> list[Category]:
    """Alimentos > Bebidas > Café, and Muebles beside them."""
    top = make_category("Alimentos")
    middle = make_category("Bebidas", parent=top)
    return [top, middle, make_category("Café", parent=middle), make_category("Muebles")]


def path(category: Category, rest: str = "") -> str:
    return f"/categories/{category.pk}/{category.slug}/{rest}"


def error(response) -> tuple:
    assert response.status_code == 400, response.content
    return tuple(response.json()["errors"][0][key] for key in ("attr", "code"))


def slugs(response) -> list[str]:
    assert response.status_code == 200, response.content
    return [category["slug"] for category in response.json()["results"]]


def test_list_and_its_filters(api, family):
    assert slugs(api.get("/categories/")) == ["alimentos", "bebidas", "cafe", "muebles"]
    assert slugs(api.get("/categories/?parent=alimentos")) == ["bebidas"]
    assert slugs(api.get("/categories/?search=CAFÉ")) == ["cafe"]
    assert slugs(api.get("/categories/?ordering=-created_at&page_size=1")) == ["muebles"]
    assert error(api.get("/categories/?parent=nada")) == ("parent", "invalid_choice")
    assert api.get("/categories/?tree=maybe").status_code == 400
    assert api.get("/categories/?page=9").status_code == 404


def test_one_with_its_path_and_children(api, family):
    top, middle, below, _ = family
    shown = api.get("/categories/bebidas/").json()
    assert shown["path"] == [{"id": top.pk, "name": "Alimentos", "slug": "alimentos"}]
    assert shown["parent_id"] == top.pk
    child = shown["children"][0]
    assert (child["id"], [part["id"] for part in child["path"]]) == (below.pk, [top.pk, middle.pk])
    assert api.get("/categories/nada/").status_code == 404


def test_the_tree_is_nested_and_not_paginated(api, family):
    tree = api.get("/categories/?tree=true").json()
    assert [node["slug"] for node in tree] == ["alimentos", "muebles"]
    assert tree[0]["children"][0]["children"][0]["slug"] == "cafe"
    assert tree[1]["children"] == []


def test_hidden_branches_are_seen_by_staff_alone(api, desk, family):
    desk.patch(path(family[1]), {"is_active": False})
    assert slugs(api.get("/categories/")) == ["alimentos", "muebles"]
    assert api.get("/categories/cafe/").status_code == 404
    assert api.get("/categories/?parent=bebidas").status_code == 400
    assert api.get("/categories/alimentos/").json()["children"] == []
    assert api.get("/categories/?tree=true").json()[0]["children"] == []
    assert len(slugs(desk.get("/categories/"))) == 4
    assert slugs(desk.get("/categories/?is_active=false")) == ["bebidas"]


def test_create_and_rename(desk, family):
    body = {"name": "Té", "parent_id": family[1].pk, "id": 7, "slug": "x"}
    shown = desk.post("/categories/", body)
    assert shown.status_code == 201
    assert (shown.json()["slug"], len(shown.json()["path"])) == ("te", 2)
    assert error(desk.post("/categories/", {"name": " TÉ "})) == ("name", "unique")
    assert desk.post("/categories/", {"name": "Te"}).json()["slug"] == "te-2"
    assert desk.post("/categories/", {"name": "茶"}).json()["slug"] == "categoria"
    renamed = desk.patch(path(family[0]), {"name": "Comida"}).json()
    assert (renamed["name"], renamed["slug"]) == ("Comida", "alimentos")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        *(("name", value) for value in ("", " ", None, 5, "x" * 151, "a\u0000b")),
        *(("parent_id", value) for value in (999_999, "x", True, 10**30)),
        *(("is_active", value) for value in ("true", 1, None)),
    ],
)
def test_bad_values_are_400(desk, field, value):
    category = make_category()
    for response in (
        desk.post("/categories/", {"name": "Nueva"} | {field: value}),
        desk.patch(path(category), {field: value}),
    ):
        assert response.status_code == 400
    assert Category.objects.count() == 1


def test_a_cycle_is_refused(desk, family):
    top, _, below, other = family
    for parent in (top, below):
        assert error(desk.patch(path(top), {"parent_id": parent.pk})) == ("parent_id", "cycle")
    moved = desk.patch(path(below), {"parent_id": other.pk}).json()
    assert [part["slug"] for part in moved["path"]] == ["muebles"]
    assert desk.patch(path(below), {"parent_id": None}).json()["path"] == []


def test_depth_is_bounded_and_its_end_is_readable(desk, api):
    parent = None
    for _ in range(MAX_DEPTH):
        parent = make_category(parent=parent)
    assert error(desk.post("/categories/", {"name": "x", "parent_id": parent.pk}))[1] == "too_deep"
    assert api.get("/categories/?tree=true").status_code == 200
    pair = make_category(parent=make_category())
    body = {"parent_id": Category.objects.get(pk=parent.pk).parent_id}
    assert error(desk.patch(path(pair.parent), body))[1] == "too_deep"


def test_only_an_empty_category_is_deleted(desk, api, family):
    top, middle, below, other = family
    assert error(desk.delete(path(top)))[1] == "category_not_empty"
    product = make_product(category=other)
    assert error(desk.delete(path(other)))[1] == "category_not_empty"

    delete_product(product.pk)
    assert desk.delete(path(other)).status_code == 204
    assert api.get("/categories/muebles/").status_code == 404
    assert desk.post("/categories/", {"name": "Muebles"}).json()["slug"] == "muebles"
    assert [desk.delete(path(each)).status_code for each in (below, middle, top)] == [204] * 3


def test_a_branch_is_switched_with_its_products(desk, api, family):
    top, _, below, other = family
    make_product(category=top)
    make_product(category=below)
    delete_product(make_product(category=below).pk)
    make_product(category=other)

    switched = desk.patch(path(top, "deactivate/"))

    assert switched.status_code == 200
    assert (switched.json()["categories"], switched.json()["products"]) == (3, 2)
    assert switched.json()["message"]
    assert slugs(api.get("/categories/")) == ["muebles"]
    assert api.get("/products/").json()["count"] == 1
    assert Product.objects.filter(is_active=False).count() == 2
    back = desk.patch(path(top, "activate/")).json()
    assert (back["categories"], back["products"]) == (3, 2)
    assert api.get("/products/").json()["count"] == 3


def test_who_may_write(api, client_of, shopper, family):
    category = family[3]
    for method, address in (
        ("post", "/categories/"),
        ("patch", path(category)),
        ("delete", path(category)),
        ("patch", path(category, "activate/")),
        ("patch", path(category, "deactivate/")),
    ):
        assert getattr(api, method)(address, {"name": "x"}).status_code == 401
        assert getattr(client_of(shopper), method)(address, {"name": "x"}).status_code == 403
    assert Category.objects.filter(deleted_at=None, is_active=True).count() == 4


def test_pk_and_slug_must_both_fit(desk, family):
    top, middle, *_ = family
    wrong = f"/categories/{top.pk}/{middle.slug}/"
    assert desk.patch(wrong, {"name": "x"}).status_code == 404
    assert desk.delete(wrong).status_code == 404
    assert desk.patch(f"{wrong}deactivate/").status_code == 404
    assert desk.get(path(top)).status_code == 405


def test_reads_cost_a_constant_number_of_queries(api, family, django_assert_num_queries):
    with django_assert_num_queries(2):  # version, tree
        api.get("/categories/")
    for address in ("/categories/cafe/", "/categories/?tree=true", "/categories/?search=a"):
        with django_assert_num_queries(1):
            api.get(address)
