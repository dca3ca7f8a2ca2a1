"""Changes through the API appear in the admin's history."""

import pytest
from django.contrib.admin.models import LogEntry

from catalog.models import Category, Product
from catalog.tests.factories import make_category, make_product

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client_of, staff):
    """The API as staff use it, in English."""
    client = client_of(staff)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def history(row) -> list[str]:
    entries = LogEntry.objects.filter(content_type__model=row._meta.model_name, object_id=row.pk)
    return [entry.change_message for entry in entries.order_by("pk")]


def test_a_products_life(desk, staff):
    body = {"name": "Ruana", "price": "25000", "stock_quantity": 3}
    product = Product.objects.get(pk=desk.post("/products/", body, format="json").json()["id"])
    address = f"/products/{product.pk}/{product.slug}/"
    home = make_category(name="Hogar")

    desk.patch(address, {"price": "30000.50", "name": "Ruana"}, format="json")
    pictures = [{"image_url": "https://x.example/a.png"}]
    desk.patch(address, {"category_id": home.pk, "images": pictures}, format="json")
    desk.patch(f"{address}deactivate/")
    desk.patch(f"{address}deactivate/")
    desk.delete(address)

    assert history(product) == [
        "By the API",
        "By the API: Price: 25,000 → 30,000.50",
        "By the API: Category: — → Hogar. pictures changed",
        "By the API: Active: yes → no",
        "By the API: Deleted.",
    ]
    assert set(LogEntry.objects.values_list("user_id", flat=True)) == {staff.pk}


def test_a_categorys_life(desk):
    made = desk.post("/categories/", {"name": "Telas"}, format="json").json()
    category = Category.objects.get(pk=made["id"])
    address = f"/categories/{category.pk}/{category.slug}/"

    desk.patch(address, {"name": "Tejidos"}, format="json")
    desk.patch(f"{address}deactivate/")
    desk.delete(address)

    assert history(category) == [
        "By the API",
        "By the API: Name: Telas → Tejidos",
        "By the API: Category deactivated.",
        "By the API: Deleted.",
    ]


def test_what_was_refused_or_changed_nothing_is_no_history(desk):
    product = make_product(price="10")
    address = f"/products/{product.pk}/{product.slug}/"

    assert desk.patch(address, {"price": "10.00"}, format="json").status_code == 200
    assert desk.patch(address, {"price": "-1"}, format="json").status_code == 400
    assert desk.patch(f"/products/{product.pk}/other/", {"price": "1"}).status_code == 404
    assert desk.delete(f"/products/{product.pk}/other/").status_code == 404

    assert history(product) == []
