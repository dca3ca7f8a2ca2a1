"""Main products are found by their variants, also after either has changed."""

import pytest

from catalog.models import Product
from catalog.services import categories, deletion
from catalog.services import products as services
from catalog.services.bulk import products as bulk
from catalog.services.bulk.writes import RowChange, Writes
from catalog.tests.factories import make_category

pytestmark = pytest.mark.django_db


@pytest.fixture
def main() -> Product:
    product = services.create_product(name="Camiseta", price=1000)
    services.create_product(
        variant_of=product.pk, options={"Color": "Fucsia"}, price=1000, sku="CAM-F"
    )
    return product


def found(api, words: str) -> list[str]:
    return [row["name"] for row in api.get("/products/", {"search": words}).json()["results"]]


def test_a_renamed_main_product_is_found_by_its_new_name_and_its_variants(api, main, settle):
    settle()
    services.update_product(main.pk, name="Blusa")
    settle()
    for words in ("blusa", "blusa fucsia", "cam-f", "fucxia"):
        assert found(api, words) == ["Blusa"]
    assert found(api, "camiseta") == []


def test_a_main_product_is_found_under_the_category_it_moved_to(api, main, settle):
    settle()
    services.update_product(main.pk, category_id=make_category("Ropa").pk)
    settle()
    assert found(api, "ropa fucsia") == ["Camiseta"]
    category = make_category("Prendas")
    before = Product.objects.get(pk=main.pk).category_id
    change = RowChange(main.pk, {"category_id": before}, {"category_id": category.pk})
    bulk.write_all(Writes([change]))
    settle()
    assert found(api, "ropa fucsia") == []
    assert found(api, "prendas fucsia") == ["Camiseta"]
    categories.update_category(category.pk, name="Vestuario")
    assert found(api, "vestuario cam-f") == ["Camiseta"]


def test_what_was_deleted_is_found_once_it_is_restored(api, main, settle):
    variant = Product.objects.get(variant_of=main)
    settle()
    deletion.delete_product(variant.pk)
    settle()
    assert (found(api, "fucsia"), found(api, "camiseta")) == ([], ["Camiseta"])
    deletion.restore_product(variant.pk)
    settle()
    assert found(api, "fucsia") == ["Camiseta"]
    deletion.delete_product(main.pk)
    settle()
    assert found(api, "fucsia") == []
    deletion.restore_product(main.pk)
    settle()
    assert found(api, "cam-f") == found(api, "camiseta") == ["Camiseta"]


def test_a_branch_that_is_switched_hides_and_shows_it(api, main, settle):
    category = make_category("Ropa")
    services.update_product(main.pk, category_id=category.pk)
    settle()
    for active, names in ((False, []), (True, ["Camiseta"])):
        categories.set_category_active(category.pk, None, active=active)
        settle()
        assert found(api, "fucsia") == names


def test_a_product_that_becomes_a_variant_is_found_by_its_main_product_alone(api, main, settle):
    other = services.create_product(name="Gorra", price=1000, sku="GOR-1")
    settle()
    services.update_product(other.pk, variant_of=main.pk, options={"Color": "Azul"})
    settle()
    assert (found(api, "gorra"), found(api, "gor-1")) == ([], ["Camiseta"])
    services.update_product(other.pk, variant_of=None)
    settle()
    assert found(api, "gor-1") == ["Gorra"]
