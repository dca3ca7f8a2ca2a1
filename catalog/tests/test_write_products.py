import pytest

from catalog.models import Product, StockMovement
from catalog.services import deletion
from catalog.tests.factories import make_category, make_product
from users.tests.factories import make_user

BODY = {"name": "Café con leche", "price": "25000"}


def path(product: Product, rest: str = "") -> str:
    return f"/products/{product.pk}/{product.slug}/{rest}"


def codes(response) -> list[tuple]:
    assert response.status_code == 400, response.content
    return [(error["attr"], error["code"]) for error in response.json()["errors"]]


def test_create(desk, api, staff):
    category = make_category("Café")
    images = [{"image_url": "https://img.example.com/a.jpg", "alt_text": "Taza"}]
    body = BODY | {"stock_quantity": 3, "category_id": category.pk, "images": images}

    response = desk.post("/products/", body)

    assert response.status_code == 201
    shown = response.json()
    assert (shown["slug"], shown["price"], shown["category"]["id"]) == (
        *("cafe-con-leche", "25000.00"),
        category.pk,
    )
    assert shown["images"][0].items() >= (images[0] | {"position": 0}).items()
    assert api.get("/products/cafe-con-leche/").json() == shown
    moved = StockMovement.objects.get()
    assert (moved.change, moved.reason, moved.user) == (3, "initial", staff)


def test_strangers_and_shoppers_write_nothing(api, client_of, shopper):
    product = make_product()
    for method, address in (
        ("post", "/products/"),
        ("patch", path(product)),
        ("delete", path(product)),
        ("patch", path(product, "activate/")),
        ("patch", path(product, "deactivate/")),
    ):
        assert getattr(api, method)(address, BODY).status_code == 401
        assert getattr(client_of(shopper), method)(address, BODY).status_code == 403
    assert list(Product.objects.values_list("name", "is_active")) == [(product.name, True)]


def test_each_write_has_its_permission(db, client_of):
    from django.contrib.auth.models import Permission

    product = make_product()
    user = make_user(groups=("User",))
    user.user_permissions.add(Permission.objects.get(codename="change_product"))
    client = client_of(user)
    assert client.patch(path(product), {"price": "1"}).status_code == 200
    assert client.patch(path(product, "deactivate/")).status_code == 200
    assert client.post("/products/", BODY).status_code == 403
    assert client.delete(path(product)).status_code == 403


@pytest.mark.parametrize(
    ("field", "value"),
    [
        *(("name", value) for value in ("", "   ", None, 7, True, "a\nb", "\u200b", "x" * 201)),
        *(("price", value) for value in (-1, "1.234", "NaN", "Infinity", "1e3", True, None, "")),
        *(("price", value) for value in ("٢٥", "1_000", "99999999999", [], "1,5")),
        *(("stock_quantity", value) for value in (-1, 1.0, "1.0", True, None, "٣", 2**31, 10**30)),
        *(("is_active", value) for value in ("true", 1, None, "yes")),
        *(("category_id", value) for value in (999_999, 10**30, "x", True, 1.5)),
        ("images", None),
        ("images", [{"image_url": "https://a.co/x"}] * 51),
        *(
            ("images", [{"image_url": value}])
            for value in (
                *("javascript:alert(1)", "//host/x.jpg", "ftp://a.co/x", "https://u:p@a.co/x"),
                *("https://", "https://a b.co/", "data:image/png;base64,AA==", "/x.jpg", "", None),
                *("https://a.co/\u0007", "https://a.co:99999/", "https://a.co/" + "x" * 1000, 7),
                *("https://a.co\\@b.co/", 'https://a.co/"onerror=', "https://[::1"),
            )
        ),
    ],
)
def test_bad_values_are_400_and_change_nothing(desk, field, value):
    product = make_product()
    for response in (
        desk.post("/products/", BODY | {field: value}),
        desk.patch(path(product), {field: value}),
    ):
        assert response.status_code == 400, (field, value)
        assert response.json()["errors"][0]["attr"].split(".")[0] == field
    assert Product.objects.count() == 1


@pytest.mark.parametrize("value", ["0", 0, "0.5", 12.25, "9999999999.99", 3])
def test_good_prices(desk, value):
    response = desk.post("/products/", BODY | {"price": value})
    assert response.status_code == 201
    assert response.json()["price"] == f"{float(value):.2f}"


def test_names_are_unique_in_any_case_but_accents_count(desk):
    make_product(name="Café Ñandú")
    assert codes(desk.post("/products/", BODY | {"name": " CAFÉ ñandú "})) == [("name", "unique")]
    assert desk.post("/products/", BODY | {"name": "Cafe Ñandú"}).status_code == 201
    other = make_product(name="Otro")
    assert codes(desk.patch(path(other), {"name": "café ñandú"})) == [("name", "unique")]
    assert desk.patch(path(other), {"name": "OTRO"}).json()["slug"] == "otro"


def test_slugs_collide_count_up_and_never_change(desk):
    slugs = [
        desk.post("/products/", BODY | {"name": name}).json()["slug"]
        for name in ("Té!", "Té?", "Te", "茶", "🍵", "category")
    ]
    assert slugs == ["te", "te-2", "te-3", "producto", "producto-2", "category"]
    assert desk.get("/products/category/").json()["name"] == "category"
    product = Product.objects.get(slug="te")
    renamed = desk.patch(path(product), {"name": "Infusión"}).json()
    assert (renamed["name"], renamed["slug"]) == ("Infusión", "te")


def test_patch_writes_only_what_is_given(desk):
    product = make_product(stock_quantity=5, images=2, category=make_category())
    before = desk.get(f"/products/{product.slug}/").json()
    after = desk.patch(path(product), {"price": "1", "id": 99, "slug": "x", "foo": 1}).json()
    assert after.pop("updated_at") > before.pop("updated_at")
    assert after == before | {"price": "1.00", "price_with_tax": "1.00"}
    after = desk.patch(path(product), {"category_id": None, "images": []}).json()
    assert (after["category"], after["images"], after["stock_quantity"]) == (None, [], 5)


def test_a_stock_edit_is_journaled(desk, staff):
    product = make_product(stock_quantity=5)
    desk.patch(path(product), {"stock_quantity": 3})
    desk.patch(path(product), {"stock_quantity": 3})
    assert list(
        StockMovement.objects.values_list("change", "quantity_after", "reason", "user")
    ) == [
        (-2, 3, "edit", staff.pk),
        (5, 5, "initial", None),
    ]


@pytest.mark.parametrize("method", ["patch", "delete"])
def test_pk_and_slug_must_both_fit(desk, method):
    product, other = make_product(), make_product()
    for address in (
        f"/products/{product.pk}/{other.slug}/",
        f"/products/{product.pk}/{product.slug.upper()}/",
        f"/products/{10**30}/{product.slug}/",
        f"/products/0/{product.slug}/",
    ):
        assert getattr(desk, method)(address, {"price": "1"}).status_code == 404
    assert desk.get(path(product)).status_code == 405


def test_delete_frees_name_and_slug_and_restoring_brings_them_back(desk, api):
    product = make_product(name="Panela")
    assert desk.delete(path(product)).status_code == 204
    assert desk.delete(path(product)).status_code == 404
    assert desk.get("/products/panela/").status_code == 404
    assert desk.get("/products/").json()["count"] == 0

    again = desk.post("/products/", BODY | {"name": "panela"})
    assert (again.status_code, again.json()["slug"]) == (201, "panela")

    desk.delete(f"/products/{again.json()['id']}/panela/")
    deletion.restore_product(product.pk)
    assert api.get("/products/panela/").json()["id"] == product.pk


def test_activate_and_deactivate(desk, api):
    product = make_product()
    assert desk.patch(path(product, "deactivate/")).json()["is_active"] is False
    assert api.get(f"/products/{product.slug}/").status_code == 404
    assert desk.patch(path(product, "activate/")).json()["is_active"] is True
    assert api.get(f"/products/{product.slug}/").status_code == 200
    assert desk.patch(f"/products/{product.pk}/x/activate/").status_code == 404


def test_products_may_go_into_an_inactive_category_but_not_a_deleted_one(desk):
    from catalog.services.categories import delete_category

    hidden, gone = make_category(is_active=False), make_category()
    delete_category(gone.pk)
    assert desk.post("/products/", BODY | {"category_id": hidden.pk}).status_code == 201
    body = {"name": "Otro", "price": 1, "category_id": gone.pk}
    assert codes(desk.post("/products/", body)) == [("category_id", "does_not_exist")]


def test_a_body_that_is_no_object_is_400(desk):
    for body in ([], "x", 7):
        assert desk.post("/products/", body).status_code == 400
