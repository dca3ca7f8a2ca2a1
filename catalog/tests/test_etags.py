import pytest

from catalog.public import versions
from catalog.services import deletion
from catalog.services import products as services
from catalog.tests.factories import make_category, make_product
from users.tests.factories import make_user


@pytest.mark.parametrize(
    "address",
    [
        *("/products/", "/products/panela/", "/products/category/dulces/", "/categories/"),
        *("/categories/dulces/", "/categories/?tree=true"),
    ],
)
def test_an_unchanged_answer_is_304_and_one_query(api, db, django_assert_num_queries, address):
    product = make_product("Panela", category=make_category("Dulces"))
    first = api.get(address)
    assert first["Cache-Control"] == "no-cache"
    assert "Authorization" in first["Vary"]

    with django_assert_num_queries(1):
        again = api.get(address, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    with django_assert_num_queries(1):
        assert api.get(address).content == first.content
    assert api.get(address, headers={"If-None-Match": '"x", W/"y"'}).status_code == 200

    services.update_product(product.pk, price="1.00")
    fresh = api.get(address, headers={"If-None-Match": first["ETag"]})
    assert fresh.status_code == 200
    assert fresh["ETag"] != first["ETag"]


def test_every_write_is_seen_at_once(api, db):
    product = make_product("Panela", stock_quantity=3)
    address = "/products/panela/"
    for change in ({"stock_quantity": 2}, {"price": "9.00"}, {"description": "Dulce"}):
        services.update_product(product.pk, **change)
        assert api.get(address).json().items() >= change.items()
        assert api.get("/products/").json()["results"][0].items() >= change.items()
    deletion.delete_product(product.pk)
    assert api.get(address).status_code == 404
    assert api.get("/products/").json()["count"] == 0
    deletion.restore_product(product.pk)
    assert api.get(address).status_code == 200


def test_staff_and_public_never_share_an_answer(api, db, client_of, staff, shopper):
    make_product("Secreto", is_active=False)
    seen = client_of(staff).get("/products/")
    assert seen.json()["count"] == 1
    assert seen["Cache-Control"] == "private, no-cache"
    assert api.get("/products/").json()["count"] == 0
    assert client_of(shopper).get("/products/").json()["count"] == 0
    tag = {"If-None-Match": seen["ETag"]}
    assert api.get("/products/", headers=tag).status_code == 200
    assert client_of(staff).get("/products/", headers=tag).status_code == 304


def test_a_bad_token_is_401_even_where_the_answer_is_remembered(api, db):
    assert api.get("/products/").status_code == 200
    response = api.get("/products/", headers={"Authorization": "Bearer nonsense"})
    assert response.status_code == 401
    assert response["WWW-Authenticate"].startswith("Bearer")


def test_permission_without_being_staff_shows_no_more(db, client_of):
    make_product("Secreto", is_active=False)
    assert client_of(make_user(groups=("User",))).get("/products/").json()["count"] == 0
    assert client_of(make_user(groups=("Staff",))).get("/products/").json()["count"] == 0


def test_head_answers_like_get(api, db):
    make_product()
    assert api.head("/products/")["ETag"] == api.get("/products/")["ETag"]


def test_versions_rise_and_start_from_the_clock(db):
    before = versions.current()
    versions.bump(shape=False)
    stock = versions.current()
    versions.bump(shape=True)
    after = versions.current()
    assert before.writes < stock.writes < after.writes
    assert before.shape == stock.shape < after.shape
    assert before.tree == after.tree
    versions.bump(shape=True, tree=True)
    assert versions.current().tree > after.tree
    assert before.writes > 1_700_000_000_000


def test_an_emptied_database_gets_its_version_back(db):
    from catalog.models import CatalogVersion

    CatalogVersion.objects.all().delete()
    versions.bump(shape=True)
    assert versions.current().writes > 1_700_000_000_000
