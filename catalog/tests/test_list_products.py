import pytest

from catalog.public.known_lists import lists
from catalog.services import categories as category_services
from catalog.services import deletion
from catalog.services import products as services
from catalog.tests.factories import make_category, make_product


def names(response) -> list[str]:
    assert response.status_code == 200, response.content
    return [product["name"] for product in response.json()["results"]]


def test_a_page_shows_products_whole(api, db):
    category = make_category("Café")
    product = make_product("Café con leche", category=category, images=2, stock_quantity=3)

    body = api.get("/products/").json()

    assert (body["count"], body["next"], body["previous"]) == (1, None, None)
    shown = body["results"][0]
    assert [image["position"] for image in shown.pop("images")] == [0, 1]
    assert shown == {
        "id": product.pk,
        "name": "Café con leche",
        "slug": "cafe-con-leche",
        "sku": "",
        "barcode": "",
        "description": "",
        "price": "25000.00",
        "tax_class": "standard",
        "tax_rate": "0.19",
        "price_with_tax": "29750.00",
        "compare_at_price": None,
        "stock_quantity": 3,
        "is_active": True,
        "category": {"id": category.pk, "name": "Café", "slug": "cafe"},
        "options": {},
        "variant_of": None,
        "has_variants": False,
        "created_at": product.created_at.isoformat().replace("+00:00", "Z"),
        "updated_at": product.updated_at.isoformat().replace("+00:00", "Z"),
    }


def test_newest_first_twenty_on_a_page(api, db):
    made = [make_product().name for _ in range(45)]
    assert names(api.get("/products/")) == made[:-21:-1]
    assert names(api.get("/products/?page=3")) == made[4::-1]
    assert names(api.get("/products/?page=2&page_size=30")) == made[14::-1]
    assert api.get("/products/?page=4").status_code == 404
    body = api.get("/products/?page=2").json()
    assert body["next"].endswith("/products/?page=3")
    assert body["previous"].endswith("/products/")


def test_ordering_breaks_ties_by_id(api, db):
    first, second = make_product("Zeta", price="5"), make_product("Alfa", price="5")
    third = make_product("Ñame", price="1")
    assert names(api.get("/products/?ordering=price")) == [third.name, first.name, second.name]
    assert names(api.get("/products/?ordering=-price")) == [second.name, first.name, third.name]
    assert names(api.get("/products/?ordering=name")) == ["Alfa", "Ñame", "Zeta"]
    assert names(api.get("/products/?ordering=price,name")) == ["Ñame", "Alfa", "Zeta"]
    assert names(api.get("/products/?ordering=created_at"))[0] == "Zeta"


@pytest.mark.parametrize("ordering", ["name", "-name", "price", "-price", "created_at"])
def test_every_page_is_the_slice_it_says_however_it_is_reached(api, db, ordering, monkeypatch):
    """Near rows, far rows, from learnt places: all give the same list."""
    monkeypatch.setattr("catalog.public.listing.NEAR", 3)
    for number in range(60):
        make_product(price=str(number % 7))
    address = f"/products/?ordering={ordering}&page_size="
    whole = names(api.get(f"{address}100"))
    assert len(set(whole)) == 60
    for page in (7, 12, 1, 8, 6, 11, 7, 2, 10, 3, 9, 4, 5):
        assert names(api.get(f"{address}5&page={page}")) == whole[page * 5 - 5 : page * 5]


def test_long_filtered_lists_are_walked_and_short_ones_remembered(api, db, monkeypatch):
    category = make_category()
    for number in range(12):
        make_product(category=category if number % 2 else None, price=str(number))
    address = f"/products/?category={category.slug}&ordering=price&page_size=2"
    short = [names(api.get(f"{address}&page={page}")) for page in (1, 2, 3)]
    monkeypatch.setattr("catalog.public.listing.SHORT", 2)
    lists.clear()
    services.create_product(name="Otro", price=1)
    assert [names(api.get(f"{address}&page={page}")) for page in (1, 2, 3)] == short


def test_a_page_read_before_is_read_by_id(api, db, django_assert_num_queries):
    """Along the index, each page would pass over the hidden rows before it, such as a hundred
    new variants or drafts."""
    shown = [make_product() for _ in range(3)]
    make_product(is_active=False)
    assert len(names(api.get("/products/?nr=1"))) == 3
    with django_assert_num_queries(2) as queries:  # version, page
        assert len(names(api.get("/products/?nr=2"))) == 3
    sql = queries[1]["sql"]
    assert "ORDER BY" not in sql
    assert all(str(product.pk) in sql for product in shown)


def test_search_asks_for_every_word_without_accents_or_case(api, db):
    services.create_product(name="Café con leche", price=1, description="Taza GRANDE")
    make_product("Té con limón")
    assert names(api.get("/products/?search=CAFE grande")) == ["Café con leche"]
    assert names(api.get("/products/?search=con")) == ["Té con limón", "Café con leche"]
    assert names(api.get("/products/?search=cafe limon")) == []
    assert names(api.get("/products/?search=%25")) == names(api.get("/products/?search=_")) == []


def test_a_category_holds_its_subcategories(api, db):
    top = make_category("Alimentos")
    below = make_category("Bebidas", parent=make_category("Despensa", parent=top))
    make_product("Jugo", category=below)
    make_product("Pan", category=top)
    make_product("Silla", category=make_category("Muebles"))
    assert names(api.get("/products/?category=alimentos")) == ["Pan", "Jugo"]
    assert names(api.get("/products/category/alimentos/")) == ["Pan", "Jugo"]
    assert names(api.get("/products/category/bebidas/?ordering=name")) == ["Jugo"]


def test_an_unknown_category_is_400_as_a_filter_and_404_as_an_address(api, db):
    hidden = make_category("Oculta", is_active=False)
    for slug in ("nada", hidden.slug):
        response = api.get(f"/products/?category={slug}")
        assert response.status_code == 400
        assert response.json()["errors"][0]["attr"] == "category"
        assert api.get(f"/products/category/{slug}/").status_code == 404


def test_price_and_stock_filters(api, db):
    make_product("Barato", price="10", stock_quantity=0)
    make_product("Medio", price="20")
    make_product("Caro", price="30")
    assert names(api.get("/products/?min_price=20")) == ["Caro", "Medio"]
    assert names(api.get("/products/?max_price=20.00")) == ["Medio", "Barato"]
    assert names(api.get("/products/?min_price=15&max_price=25")) == ["Medio"]
    assert names(api.get("/products/?in_stock=true")) == ["Caro", "Medio"]
    assert names(api.get("/products/?in_stock=false")) == ["Barato"]


@pytest.mark.parametrize(
    "query",
    [
        *("min_price=abc", "min_price=NaN", "max_price=Infinity", "max_price=1e9", "min_price=٣"),
        *("in_stock=1", "in_stock=maybe", "is_active=2", "ordering=stock", "ordering=-"),
        *("updated_after=yesterday", "page_size=0", "page_size=x", "category=a%00b"),
        "search=a%00b",
    ],
)
def test_a_bad_filter_value_is_400(api, db, query):
    assert api.get(f"/products/?{query}").status_code == 400


def test_updated_after_follows_every_write(api, db):
    make_product("Viejo")
    moment = make_product("Nuevo").updated_at.isoformat().replace("+00:00", "Z")
    assert names(api.get(f"/products/?updated_after={moment}")) == []
    services.update_product(api.get("/products/viejo/").json()["id"], stock_quantity=1)
    assert names(api.get(f"/products/?updated_after={moment}")) == ["Viejo"]
    first = "0001-01-01T00:00:00%2B14:00"
    assert names(api.get(f"/products/?updated_after={first}")) == ["Nuevo", "Viejo"]
    assert names(api.get("/products/?updated_after=9999-12-31T23:59:59-14:00")) == []


def test_the_public_sees_what_is_active_in_active_categories(api, db, client_of, staff, shopper):
    top = make_category("Alimentos")
    below = make_category("Café", parent=top)
    make_product("Visible", category=below)
    make_product("Suelto")
    make_product("Inactivo", is_active=False)
    deletion.delete_product(make_product("Borrado").pk)
    make_product("Escondido", category=make_category("Vieja", is_active=False))

    assert names(api.get("/products/")) == ["Suelto", "Visible"]
    assert names(client_of(shopper).get("/products/")) == ["Suelto", "Visible"]
    seen = names(client_of(staff).get("/products/"))
    assert seen == ["Escondido", "Inactivo", "Suelto", "Visible"]
    assert names(client_of(staff).get("/products/?is_active=false")) == ["Inactivo"]
    assert names(client_of(staff).get("/products/?category=vieja")) == ["Escondido"]

    category_services.update_category(top.pk, is_active=False)
    assert names(api.get("/products/")) == ["Suelto"]
    assert api.get("/products/visible/").status_code == 404
    assert client_of(staff).get("/products/visible/").status_code == 200


def test_query_counts(api, db, django_assert_num_queries):
    category = make_category()
    for _ in range(25):
        make_product(category=category, images=2)
    with django_assert_num_queries(4):  # version, tree, count, page with images
        api.get("/products/")
    with django_assert_num_queries(2):  # version, page with images
        api.get("/products/?page=2")
    with django_assert_num_queries(1):  # version
        api.get("/products/?page=2")
    with django_assert_num_queries(3):  # version, ids, page
        api.get(f"/products/?category={category.slug}")
    with django_assert_num_queries(2):
        api.get(f"/products/?category={category.slug}&page=2")
    with django_assert_num_queries(2):  # version, product with images
        api.get("/products/producto-nada/")
    services.update_product(api.get("/products/").json()["results"][0]["id"], stock_quantity=5)
    with django_assert_num_queries(2):  # a change of stock leaves count and tree as they are
        api.get("/products/")
