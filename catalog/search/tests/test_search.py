"""Search results, their order and their wording, whether a write is in the index or pending."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.models import Product
from catalog.search.index import index_pending
from catalog.search.models import SearchPending
from catalog.search.words import digest
from catalog.services import categories as category_services
from catalog.services import deletion
from catalog.services import products as services
from catalog.services.stock import adjustments
from catalog.tests.factories import make_category


def found(api, search: str, more: str = "") -> tuple[list[str], str | None]:
    response = api.get(f"/products/?search={search}{more}")
    assert response.status_code == 200, response.content
    body = response.json()
    assert body["count"] == len(body["results"])
    return [product["name"] for product in body["results"]], body["corrected"]


def put(name: str, **fields) -> Product:
    return services.create_product(name=name, price=1000, **fields)


def test_the_best_match_comes_first_and_then_the_newest(api, settle):
    category = make_category("Café")
    put("Caneca", description="Para el CAFÉ de la mañana")
    put("Greca", category_id=category.pk)
    put("Descafeinado")
    put("Molino de café")
    put("Cafetera")
    put("Café molido")
    put("Café")
    settle()
    best = ["Café", "Café molido", "Cafetera", "Molino de café", "Descafeinado", "Greca", "Caneca"]
    assert found(api, "café") == (best, None)
    assert found(api, "CAFE") == (best, None)
    assert found(api, "cafe", "&ordering=name")[0] == [
        *("Café", "Café molido", "Cafetera", "Caneca", "Descafeinado", "Greca", "Molino de café")
    ]
    assert found(api, "cafe", "&ordering=created_at")[0] == [
        *("Caneca", "Greca", "Descafeinado", "Molino de café", "Cafetera", "Café molido", "Café")
    ]


def test_every_word_is_found_wherever_it_stands(api, settle):
    category = make_category("Bebidas calientes")
    put("Chocolate", category_id=category.pk, description="Con leche", sku="CH-0047")
    put("Chocolatina", description="Con nueces", barcode="7702007012345")
    settle()
    assert found(api, "leche beb ocola")[0] == ["Chocolate"]
    assert found(api, "chocolate%20nueces")[0] == []
    assert found(api, "h-004")[0] == ["Chocolate"]
    assert found(api, "0070123")[0] == ["Chocolatina"]
    assert found(api, "choc")[0] == ["Chocolatina", "Chocolate"]


def test_names_that_begin_with_all_that_was_typed_come_before_others(api, settle):
    put("Té de café con leche")
    put("Café con leche y panela")
    put("Café con leche")
    put("Leche con café")
    settle()
    assert found(api, "cafe con leche")[0] == [
        *("Café con leche", "Café con leche y panela", "Leche con café", "Té de café con leche")
    ]


@pytest.mark.parametrize(
    ("typed", "name", "corrected"),
    [
        ("panlea", "Panela", "panela"),
        ("amaca", "Hamaca", None),
        ("hamacca", "Hamaca", "hamaca"),
        ("zapato", "Sapato", "sapato"),
        ("chocoltae", "Chocolate", "chocolate"),
        ("mesas", "Mesa", "mesa"),
        ("lapices", "Lápiz", "lapiz"),
        ("luces", "Luz", "luz"),
        ("panes", "Pan", "pan"),
        ("keso", "Queso", "queso"),
        ("gallineroo rojos", "Gallinero rojo", "gallinero rojo"),
        ("cocna", "Cocina", "cocina"),
        ("lehce", "Leche", "leche"),
        ("lece", "Leche", "leche"),
        ("wueso", "Queso", "queso"),
        ("cabalko", "Caballo", "caballo"),
        ("floreq", "Flores", "flores"),
    ],
)
def test_slips_are_forgiven_where_nothing_is_found(api, settle, typed, name, corrected):
    put(name)
    put("Otra cosa")
    settle()
    assert found(api, typed) == ([name], corrected)


def test_a_word_before_a_full_stop_is_a_word_like_others(api, settle):
    put("Café 'molido'", description="Notas de mandarina. Dulce – suave.")
    settle()
    for typed, corrected in (
        ("mandarima", "mandarina"),
        ("mandarinas", "mandarina"),
        ("molidoo", "molido"),
        ("cafe - suave", None),
    ):
        assert found(api, typed) == (["Café 'molido'"], corrected)


def test_what_is_found_as_typed_is_not_corrected(api, settle):
    put("Vaso")
    put("Baso")
    settle()
    assert found(api, "vaso") == (["Vaso"], None)


def test_short_words_numbers_and_signs_are_not_corrected(api, settle):
    put("Pan")
    put("Cable 12345")
    settle()
    for typed in ("pam", "12346", "%25", "_", "xyzxyzxyz", "kapel"):
        assert found(api, typed) == ([], None)


def test_the_public_finds_and_is_told_nothing_of_what_is_hidden(api, settle):
    hidden = make_category("Secretos", is_active=False)
    put("Panela oculta", is_active=False)
    put("Ruana oculta", category_id=hidden.pk)
    settle()
    for typed in ("panela", "panelaa", "ruana", "ruanna", "secretos", "secretoz"):
        assert found(api, typed) == ([], None)


def test_lists_without_a_search_say_nothing_of_corrections(api, settle):
    put("Pan")
    settle()
    assert "corrected" not in api.get("/products/").json()
    assert api.get("/products/?search=").json()["corrected"] is None


def test_each_write_is_in_the_very_next_search(api, settle):
    first, second = make_category("Telas"), make_category("Hilos")
    product = put("Lana gruesa", description="Virgen", sku="L-1", category_id=first.pk)
    settle()

    def check(search: str, *names: str) -> None:
        assert found(api, search) == (list(names), None)

    check("telas", "Lana gruesa")
    services.update_product(product.pk, name="Algodón")
    check("lana")
    check("algodon", "Algodón")
    services.update_product(product.pk, sku="Z-99", description="Peinado")
    settle()
    check("virgen")
    check("peinado z-99", "Algodón")
    check("l-1")
    services.update_product(product.pk, category_id=second.pk)
    check("telas")
    category_services.update_category(second.pk, name="Madejas")
    check("hilos")
    check("madejas", "Algodón")
    services.update_product(product.pk, is_active=False)
    check("algodon")
    services.set_products_active([product.pk], active=True)
    settle()
    check("algodon", "Algodón")
    category_services.set_category_active(second.pk, None, active=False)
    check("algodon")
    category_services.set_category_active(second.pk, None, active=True)
    deletion.delete_product(product.pk)
    check("algodon")
    settle()
    check("algodon")
    deletion.restore_product(product.pk)
    check("algodon", "Algodón")


def test_the_other_filters_narrow_a_search(api, settle):
    category = make_category("Mesa")
    put("Mantel largo", category_id=category.pk)
    put("Mantel corto", stock_quantity=4)
    services.update_product(put("Mantel caro").pk, price=9000)
    settle()
    assert found(api, "mantel", "&category=mesa")[0] == ["Mantel largo"]
    assert found(api, "mantel", "&in_stock=true")[0] == ["Mantel corto"]
    assert found(api, "mantel", "&min_price=5000")[0] == ["Mantel caro"]
    assert found(api, "mantel", "&max_price=10")[0] == []
    assert found(api, "mantle", "&max_price=10") == ([], "mantel")


def test_a_long_search_is_paged_without_gaps(api, settle, monkeypatch):
    monkeypatch.setattr("catalog.public.listing.SHORT", 3)
    monkeypatch.setattr("catalog.public.listing.MANY", 3)
    for number in range(5):
        put(f"Vela {number}")
        put(f"Porta vela {number}")
    settle()
    best = [f"Vela {n}" for n in range(4, -1, -1)] + [f"Porta vela {n}" for n in range(4, -1, -1)]
    pages = [api.get(f"/products/?search=vela&page_size=4&page={n}").json() for n in (1, 2, 3)]
    assert [row["name"] for page in pages for row in page["results"]] == best
    pages = [
        api.get(f"/products/?search=vela&ordering=name&page_size=4&page={n}").json()
        for n in (3, 1, 2)
    ]
    names = [row["name"] for page in (pages[1], pages[2], pages[0]) for row in page["results"]]
    assert names == sorted(best)


def test_a_search_is_walked_by_cursor(api, settle):
    for number in range(5):
        put(f"Vela {number}")
    put("Pan")
    settle()
    address, names = "/products/?search=bela&page_size=2&cursor=", []
    while address:
        body = api.get(address).json()
        assert body["corrected"] == "vela"
        names += [row["name"] for row in body["results"]]
        address = body["next"]
    assert names == [f"Vela {n}" for n in range(4, -1, -1)]


def test_a_sale_leaves_the_index_alone(settle):
    product = put("Vela", stock_quantity=3)
    settle()
    before = SearchPending.objects.count()
    adjustments.change_stock(product.pk, change=-1)
    services.update_product(product.pk, stock_quantity=7, price=5)
    assert SearchPending.objects.count() == before


def test_a_write_made_while_others_are_indexed_still_waits(db):
    product = put("Vela")
    assert index_pending() == 1
    services.update_product(product.pk, name="Cirio")
    services.update_product(product.pk, name="Velón")
    assert index_pending(most=1) == 1
    assert SearchPending.objects.count() == 1


def test_names_that_begin_with_all_words_come_before_those_that_have_them(api, settle):
    put("Café molido fino")
    put("Café de Nariño molido")
    put("CAFÉ: molidos")
    settle()
    assert found(api, "café molido")[0] == [
        *("CAFÉ: molidos", "Café molido fino", "Café de Nariño molido")
    ]


def test_staff_search_deleted_products_too_with_the_same_rules(client_of, staff, settle):
    desk, more = client_of(staff), "&include_deleted=true"
    put("Molino de café")
    gone = put("Café viejo", sku="Ñ-7")
    put("Café molido", sku="Ñ-8")
    deletion.delete_product(gone.pk)
    settle()

    assert found(desk, "cafe", more) == (["Café molido", "Molino de café", "Café viejo"], None)
    assert found(desk, "molidoo", more) == (["Café molido"], "molido")
    assert found(desk, "caffe", more) == (["Café molido", "Molino de café", "Café viejo"], "cafe")
    assert found(desk, "viejo", more) == (["Café viejo"], None)
    assert found(desk, "viejoo", more) == ([], None)
    assert found(desk, "n-8", more) == (["Café molido"], None)
    assert found(desk, "cafe", f"{more}&ordering=name") == (
        ["Café molido", "Café viejo", "Molino de café"],
        None,
    )


def test_the_postings_of_a_word_are_read_once(api, settle):
    put("Guayaba madura")
    put("Guayaba verde")
    settle()
    with CaptureQueriesContext(connection) as queries:
        assert found(api, "guayaba madrua") == (["Guayaba madura"], "guayaba madura")
    asked = str(digest("guayaba"))
    reads = [query["sql"] for query in queries if "search_posting" in query["sql"]]
    # As the word that was typed, and to count it among the words that it may stand for.
    assert sum(asked in sql for sql in reads) <= 2
