import pytest
from django.test import Client

from catalog.models import Category, Product, StockMovement
from catalog.services import deletion
from catalog.services import products as services
from catalog.services.names import sku_key
from catalog.tests.factories import make_category, make_product


@pytest.fixture
def desk(superuser) -> Client:
    """The admin, open before a superuser."""
    client = Client()
    client.force_login(superuser, backend="users.backends.ShopBackend")
    return client


def form(product: Product | None = None, **changes) -> dict:
    """What the browser sends back: the fields, and what they showed at first."""
    seen = {
        "name": product.name if product else "",
        "category": (product.category_id or "") if product else "",
        "price": product.price if product else "",
        "stock_quantity": product.stock_quantity if product else 0,
        "is_active": "on" if product is None or product.is_active else "",
        "description": product.description if product else "",
        "tax_class": product.tax_class if product else "standard",
    }
    hidden = {f"initial-{name}": value for name, value in seen.items()}
    prefix = {"images-TOTAL_FORMS": 0, "images-INITIAL_FORMS": 0}
    return seen | hidden | prefix | changes


def page(product: Product) -> str:
    return f"/admin/catalog/product/{product.pk}/change/"


def test_staff_put_a_product_on_the_shelf(desk, superuser):
    category = make_category("Bebidas")
    image = {"images-TOTAL_FORMS": 1, "images-0-image_url": "https://img.example.com/a.jpg"}
    image |= {"images-0-position": 0, "images-0-alt_text": ""}
    sent = form(name="Café de Nariño", price="25000", stock_quantity=4, category=category.pk)

    response = desk.post("/admin/catalog/product/add/", sent | image)

    assert response.status_code == 302, response.context["errors"]
    product = Product.objects.get()
    assert (product.slug, product.category, product.stock_quantity) == (
        *("cafe-de-narino", category),
        4,
    )
    assert product.images.get().image_url == "https://img.example.com/a.jpg"
    assert StockMovement.objects.get().user == superuser


def test_a_form_left_open_does_not_undo_a_sale(desk):
    product = make_product(stock_quantity=10)
    opened = form(product, price="30000")
    Product.objects.update(stock_quantity=7)

    response = desk.post(page(product), opened)

    assert response.status_code == 302
    product.refresh_from_db()
    assert (product.stock_quantity, str(product.price)) == (7, "30000.00")


def test_a_stock_typed_over_a_stale_one_is_asked_again(desk):
    product = make_product(stock_quantity=10)
    opened = form(product, stock_quantity=15)
    Product.objects.update(stock_quantity=7)

    response = desk.post(page(product), opened)

    assert response.status_code == 200
    assert "stock_quantity" in response.context["adminform"].form.errors
    product.refresh_from_db()
    assert product.stock_quantity == 7


def test_a_sale_between_check_and_write_is_not_overwritten(desk, monkeypatch):
    product = make_product(stock_quantity=10, price="1000")
    opened = form(product, stock_quantity=12, price="2000")
    real = services.lock_row

    def lock(model, pk, slug, check=None):
        Product.objects.filter(pk=pk).update(stock_quantity=7)
        return real(model, pk, slug, check)

    monkeypatch.setattr(services, "lock_row", lock)
    response = desk.post(page(product), opened, follow=True, headers={"accept-language": "en"})

    assert "changed to 7" in response.content.decode()
    product.refresh_from_db()
    assert str(product.price) == "1000.00"
    assert not StockMovement.objects.filter(reason="edit").exists()


def test_a_taken_name_is_an_error_of_the_form(desk):
    make_product(name="Panela")
    response = desk.post("/admin/catalog/product/add/", form(name="PANELA", price="1"))
    assert response.status_code == 200
    assert "name" in response.context["adminform"].form.errors


def test_no_script_as_an_image(desk):
    product = make_product()
    image = {"images-TOTAL_FORMS": 1, "images-0-image_url": "javascript:alert(1)"}
    response = desk.post(page(product), form(product) | image | {"images-0-position": 0})
    assert response.status_code == 200
    assert not product.images.exists()


def test_a_deleted_product_is_found_and_restored(desk, api):
    product = make_product(name="Panela")
    desk.post(f"/admin/catalog/product/{product.pk}/delete/", {"post": "yes"})
    assert api.get("/products/panela/").status_code == 404
    assert desk.get("/admin/catalog/product/").context["cl"].result_count == 0
    assert desk.get("/admin/catalog/product/?deleted=yes").context["cl"].result_count == 1
    assert desk.get(page(product)).status_code == 200

    sent = {"action": "restore", "_selected_action": [product.pk]}
    desk.post("/admin/catalog/product/?deleted=yes", sent)

    assert api.get("/products/panela/").json()["id"] == product.pk


def test_restoring_under_a_taken_name_is_refused_with_a_word(desk):
    product = make_product(name="Panela")
    deletion.delete_product(product.pk)
    make_product(name="Panela")

    sent = {"action": "restore", "_selected_action": [product.pk]}
    response = desk.post("/admin/catalog/product/?deleted=yes", sent, follow=True)

    assert response.status_code == 200
    assert list(response.context["messages"])
    product.refresh_from_db()
    assert product.deleted_at is not None


def test_a_full_category_is_not_deleted(desk):
    category = make_category()
    make_product(category=category)
    address = f"/admin/catalog/category/{category.pk}/delete/"
    response = desk.post(address, {"post": "yes"}, follow=True)
    assert response.status_code == 200
    assert Category.objects.get().deleted_at is None


def test_bulk_deactivation_is_seen_at_once(desk, api):
    products = [make_product() for _ in range(3)]
    assert api.get("/products/").json()["count"] == 3
    sent = {"action": "deactivate", "_selected_action": [product.pk for product in products[:2]]}
    desk.post("/admin/catalog/product/", sent)
    assert api.get("/products/").json()["count"] == 1


def test_the_tree_is_indented(desk):
    top = make_category("Alimentos")
    make_category("Café", parent=make_category("Bebidas", parent=top))
    make_category("Zapatos")
    rows = desk.get("/admin/catalog/category/").context["cl"].result_list
    assert [(row.name, row.depth) for row in rows] == [
        *(("Alimentos", 0), ("Bebidas", 1), ("Café", 2)),
        ("Zapatos", 0),
    ]
    response = desk.get("/admin/catalog/product/add/")
    assert "— — Café" in response.content.decode()


def test_a_category_is_renamed_but_not_put_below_itself(desk):
    top = make_category("Alimentos")
    below = make_category("Café", parent=top)
    address = f"/admin/catalog/category/{top.pk}/change/"
    sent = {"name": "Comida", "initial-name": "Alimentos", "parent": "", "initial-parent": ""}
    sent |= {"is_active": "on", "initial-is_active": "on"}

    assert desk.post(address, sent).status_code == 302
    assert desk.post(address, sent | {"parent": below.pk}).status_code == 200

    top.refresh_from_db()
    assert (top.name, top.slug, top.parent) == ("Comida", "alimentos", None)


def test_lists_ask_a_constant_number_of_queries(desk, django_assert_max_num_queries):
    category = make_category()
    for _ in range(8):
        make_product(category=category, images=2)
    for address in ("product", "category", "stockmovement"):
        with django_assert_max_num_queries(12):
            assert desk.get(f"/admin/catalog/{address}/").status_code == 200
    with django_assert_max_num_queries(16):
        assert desk.get(page(Product.objects.first())).status_code == 200


def test_staff_see_only_what_they_may(db):
    from users.tests.factories import make_user

    client = Client()
    client.force_login(make_user(groups=(), is_staff=True), backend="users.backends.ShopBackend")
    assert client.get("/admin/catalog/product/").status_code == 403
    client.force_login(
        make_user(groups=("Staff",), is_staff=True), backend="users.backends.ShopBackend"
    )
    assert client.get("/admin/catalog/product/").status_code == 200
    assert client.get("/admin/catalog/stockmovement/").status_code == 200


def test_the_form_judges_sku_barcode_and_prices_as_the_api_does(desk):
    make_product(sku="A-1", sku_key=sku_key("A-1"))
    product = make_product(price="1000")
    wrong = {"sku": "A-1", "barcode": "123", "compare_at_price": "900", "name": "a\u202eb"}

    response = desk.post(page(product), form(product, **wrong))

    assert set(response.context["adminform"].form.errors) == set(wrong)
    right = {"sku": "A-2", "barcode": "96385074", "compare_at_price": "1.500"}
    assert desk.post(page(product), form(product, **right)).status_code == 302
    product.refresh_from_db()
    assert (product.sku, product.barcode) == ("A-2", "96385074")
    assert str(product.compare_at_price) == "1500.00"
    assert desk.get("/admin/catalog/product/?q=A-2").context["cl"].result_count == 1
