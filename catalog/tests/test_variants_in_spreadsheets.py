"""Export and import variants, and create them from a spreadsheet."""

import random

import pytest

from catalog.models import Product
from catalog.services import products as services
from catalog.services import variants
from catalog.spreadsheet.variant_cells import OptionsCell, options_in
from catalog.tests.factories import make_category, make_product
from catalog.tests.test_round_trip import bring_in, desk, export, faults, look, rows_of

__all__ = ["desk"]
pytestmark = pytest.mark.django_db


def make_variant(main: Product, sku: str = "", **options: str) -> Product:
    return services.create_product(
        variant_of=main.pk, options=options, price="30000", stock_quantity=3, sku=sku
    )


def variants_of(name: str) -> dict[str, dict]:
    rows = Product.objects.filter(variant_of__name=name, deleted_at=None).order_by("pk")
    return {row.name: variants.pairs_of(row) for row in rows}


@pytest.fixture
def shirts() -> Product:
    main = make_product("Camiseta", category=make_category("Ropa"))
    make_variant(main, "CAM-M", Talla="M", Color="Rojo")
    make_variant(main, Talla="L", Color="Azul; o=así: \\")
    return main


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("sku", ["", "CAM", "=1+1", "gorra", "77"])
def test_what_was_exported_changes_nothing(desk, shirts, kind, sku):
    gorra = make_product("Gorra")
    make_variant(gorra, Talla="M")
    services.update_product(shirts.pk, sku=sku)
    services.update_product(gorra.pk, sku="camiseta")

    response = look(desk, export(desk, kind), f"x.{kind}")

    assert response.context["faults"] == []
    assert len(response.context["plan"]) == 0
    assert response.context["plan"].unchanged == 5


def test_the_columns_of_a_variant(desk, shirts):
    rows = rows_of(export(desk))

    assert [row["variant_of"] for row in rows] == ["", "camiseta", "camiseta"]
    assert [row["options"] for row in rows] == [
        "",
        "Talla: M; Color: Rojo",
        "Talla: L; Color: Azul\\; o=así\\: \\\\",
    ]


@pytest.mark.parametrize("pairs", [{"a": "b"}, {"a:b": "c;d", "e\\": "\\f", "g": "h: i; j\\:"}])
def test_options_come_back_as_they_went_out(pairs):
    row = Product(options=str([list(pair) for pair in pairs.items()]).replace("'", '"'))
    assert options_in(OptionsCell().render(row.options)) == pairs


NEW = [
    ";Blusa;BLU;;;20000;5",
    ";;BLU-M;BLU;Talla: M;20000;5",
    ";;BLU-L;blusa;Talla: L;21000;0",
    ";Blusa especial;;BLU;Talla: XL;30000;7",
]


@pytest.mark.parametrize("order", range(4))
def test_a_main_product_and_its_variants_are_made_from_one_file(desk, order):
    rows = random.Random(order).sample(NEW, len(NEW))
    sheet = "\n".join(["id;nombre;sku;variante_de;opciones;precio;existencias", *rows])

    bring_in(desk, sheet)

    assert variants_of("Blusa") == {
        "Blusa (M)": {"Talla": "M"},
        "Blusa (L)": {"Talla": "L"},
        "Blusa especial": {"Talla": "XL"},
    }
    main = Product.objects.get(name="Blusa")
    assert (main.price, main.stock_quantity, main.has_variants) == (20000, 12, True)
    # The same file once more, and the export, change nothing.
    assert len(look(desk, sheet).context["plan"]) == 0
    assert len(look(desk, export(desk)).context["plan"]) == 0


def test_products_that_are_there_become_variants_of_a_new_one(desk):
    small, large = make_product("Vaso 1", stock_quantity=2), make_product("Vaso 2")
    lines = [f"{small.pk};Vaso 1;vaso;Tamaño: 1;800", f"{large.pk};Vaso 2;Vaso;Tamaño: 2;900"]
    bring_in(desk, "\n".join(["id;nombre;variante_de;opciones;precio", *lines, ";Vaso;;;900"]))

    main = Product.objects.get(name="Vaso")
    assert set(variants_of("Vaso")) == {"Vaso 1", "Vaso 2"}
    assert main.stock_quantity == 12


def test_options_change_places_and_a_variant_leaves(desk, shirts):
    other = make_variant(shirts, "CAM-S", Talla="S", Color="Rojo")
    first = Product.objects.get(sku="CAM-M")
    bring_in(
        desk,
        f"id,options\n{first.pk},Talla: S; Color: Rojo\n{other.pk},Talla: M; Color: Rojo\n",
    )
    first.refresh_from_db()
    other.refresh_from_db()
    assert variants.pairs_of(first) == {"Talla": "S", "Color": "Rojo"}
    assert other.variant_key == variants.key_of(shirts.pk, {"Talla": "M", "Color": "Rojo"})

    bring_in(desk, f"id,variant_of,options\n{other.pk},,\n")

    other.refresh_from_db()
    shirts.refresh_from_db()
    assert (other.variant_of_id, other.options, other.variant_key) == (None, "", None)
    assert shirts.stock_quantity == 6


def test_what_follows_the_variants_or_the_main_product_is_not_changed_by_a_file(desk, shirts):
    variant = Product.objects.get(sku="CAM-M")
    text = (
        f"id,price,category,tax_class\n{variant.pk},30000,,reduced\n{shirts.pk},5,Ropa,standard\n"
    )
    assert len(look(desk, text).context["plan"]) == 0


@pytest.mark.parametrize(
    ("line", "column"),
    [
        (";X;1;nada;Talla: M", "variant_of"),
        (";X;1;CAM-M;Talla: M", "variant_of"),
        (";X;1;X;Talla: M", "variant_of"),
        (";X;1;;Talla: M", "variant_of"),
        ("{main};Camiseta;1;otra;Talla: M", "variant_of"),
        (";X;1;camiseta;", "options"),
        (";X;1;camiseta;M", "options"),
        (";X;1;camiseta;Talla: M; Color: Rojo", "options"),
        (";X;1;camiseta;talla: m; COLOR: rojo", "options"),
        (";X;1;camiseta;Talla: XL", "options"),
        (";X;1;camiseta;Talla: M; Talla: L", "options"),
        (";X;1;camiseta;A: 1; B: 2; C: 3; D: 4", "options"),
    ],
)
def test_a_fault_names_row_and_column_and_nothing_is_written(desk, shirts, line, column):
    make_product("Otra")
    cells = line.format(main=shirts.pk).split(";", 4)
    cells[4] = f'"{cells[4]}"'
    text = "id;name;price;variant_of;options\n" + ";".join(cells) + "\n"

    assert (2, column) in faults(look(desk, text))
    assert Product.objects.count() == 4


def test_two_rows_of_the_same_combination_or_other_options_are_faults(desk):
    rows = ["Blusa,1,,", "A,1,Blusa,Talla: M", "B,1,Blusa,talla: M", "C,1,Blusa,Color: Rojo"]
    response = look(desk, "\n".join(["name,price,variant_of,options", *rows]))
    assert faults(response) == [(4, "options"), (5, "options")]


def test_a_file_without_the_columns_leaves_variants_alone(desk, shirts):
    variant = Product.objects.get(sku="CAM-M")

    bring_in(desk, f"id,name,price\n{variant.pk},Camiseta roja,31000\n,Nuevo,1\n")

    variant.refresh_from_db()
    shirts.refresh_from_db()
    assert (variant.name, variant.variant_of_id) == ("Camiseta roja", shirts.pk)
    assert shirts.price == 30000


def test_new_products_with_and_without_a_category_come_in_one_file(desk):
    make_category("Ropa")
    bring_in(desk, "name,price,category\nA,1,\nB,1,Ropa\n")
    assert Product.objects.count() == 2


def test_a_file_of_many_variants_asks_little_for_each(desk, django_assert_max_num_queries):
    rows = [f"V{n},1,Blusa,Talla: {n}" for n in range(60)]
    text = "\n".join(["name,price,variant_of,options", *rows, "Blusa,1,,"])
    with django_assert_max_num_queries(40):
        assert len(look(desk, text).context["plan"]) == 61
