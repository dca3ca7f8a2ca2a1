"""The program of docs/how-to/keep-an-erp-in-step.md, run unchanged."""

import json
import re
from datetime import timedelta
from io import BytesIO
from urllib.error import HTTPError
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.utils import timezone

from catalog.models import Product, StockMovement
from catalog.services import deletion
from catalog.services import products as services
from catalog.services.stock import adjustments
from catalog.tests.factories import make_category, make_product
from users.tests.factories import PASSWORD

PAGE = settings.BASE_DIR / "docs" / "how-to" / "keep-an-erp-in-step.md"


@pytest.fixture
def erp(api, staff):
    """The names of the page's program, logged in; its requests reach the shop without a network."""

    def urlopen(request):
        parts = urlsplit(request.full_url)
        answer = api.generic(
            request.get_method(),
            f"{parts.path}?{parts.query}",
            request.data or b"",
            headers=dict(request.header_items()),
        )
        answer.status, answer.read = answer.status_code, lambda: answer.content
        if answer.status_code >= 400:
            fault = HTTPError(request.full_url, answer.status_code, "", answer.headers, None)
            fault.fp = fault.file = BytesIO(answer.content)
            fault.read = fault.fp.read
            raise fault
        return answer

    names: dict = {}
    for block in re.findall(r"```python\n(.*?)```", PAGE.read_text(), re.S):
        exec(block, names)
    names["urlopen"] = urlopen
    names["log_in"](staff.email, PASSWORD)
    return names


def test_it_reads_everything_and_then_what_changed(erp, monkeypatch):
    products = [make_product() for _ in range(3)]
    main = make_product("Camiseta")
    variant = services.create_product(
        variant_of=main.pk, options={"Talla": "M"}, price=1, stock_quantity=5
    )
    known: dict[int, dict] = {}
    erp["read_changes"](known)
    assert sorted(known) == [*(product.pk for product in products), main.pk]
    assert [each["id"] for each in known[main.pk]["variants"]] == [variant.pk]

    Product.objects.update(updated_at=timezone.now() - timedelta(days=2))
    since = (timezone.now() - timedelta(days=1)).isoformat().replace("+00:00", "Z")
    deletion.delete_product(products[0].pk)
    services.update_product(products[1].pk, name="Otro nombre")
    adjustments.change_stock(variant.pk, change=2)
    seen = [row["id"] for row in erp["walk"](f"include_deleted=true&updated_after={since}")]
    erp["read_changes"](known, since)

    assert sorted(seen) == [products[0].pk, products[1].pk, main.pk]
    assert sorted(known) == [products[1].pk, products[2].pk, main.pk]
    assert known[products[1].pk]["name"] == "Otro nombre"
    assert known[main.pk]["variants"][0]["stock_quantity"] == 7


def test_a_product_that_becomes_a_variant_is_known_once(erp):
    main, product = make_product("Camiseta"), make_product("Camiseta azul")
    known: dict[int, dict] = {}
    erp["read_changes"](known)
    services.update_product(product.pk, variant_of=main.pk, options={"Color": "Azul"})
    erp["read_changes"](known, "2020-01-01T00:00:00Z")

    assert list(known) == [main.pk]
    assert [each["id"] for each in known[main.pk]["variants"]] == [product.pk]


def test_it_reads_some_by_id_and_several_categories(erp):
    cups, teas = make_category("Tazas"), make_category("Tés")
    rows = [make_product(category=each) for each in (cups, teas, None)]

    found = erp["read_some"](ids=[rows[0].pk, rows[2].pk])
    assert {row["id"] for row in found} == {rows[0].pk, rows[2].pk}
    found = erp["read_some"](categories=["tazas", "tes"])
    assert {row["id"] for row in found} == {rows[0].pk, rows[1].pk}


def test_it_moves_stock_by_differences(erp, staff):
    product = make_product(stock_quantity=5)
    shown = {"id": product.pk, "slug": product.slug}

    assert erp["move_stock"](shown, 3, "Delivery 81")["stock_quantity"] == 8
    assert erp["move_stock"](shown, -9, "Count") is None
    moved = StockMovement.objects.filter(product=product).latest("pk")
    assert (moved.change, moved.note, moved.user) == (3, "Delivery 81", staff)


def test_it_writes_again_what_somebody_changed_meanwhile(erp):
    product, seen = make_product(price="1000"), []

    def decide(shown: dict) -> dict:
        seen.append(shown["price"])
        if len(seen) == 1:
            services.update_product(product.pk, price=2000)
        return {"price": str(float(shown["price"]) + 500)}

    status, answer = erp["change"](product.slug, decide)

    assert (status, answer["price"], seen) == (200, "2500.00", ["1000.00", "2000.00"])
    assert json.dumps(answer)
