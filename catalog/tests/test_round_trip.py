"""Export the catalog to a spreadsheet and import it again."""

import csv
import io

import openpyxl
import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile

from catalog.admin.import_progress import progress
from catalog.models import Product, StockMovement
from catalog.public import versions
from catalog.services import deletion
from catalog.services import products as services
from catalog.services.bulk import piecewise
from catalog.services.bulk.writes import RowChange
from catalog.spreadsheet.plan import Plan
from catalog.tests.factories import make_category, make_product
from users.tests.factories import make_user

pytestmark = pytest.mark.django_db
LIST = "/admin/catalog/product/"


@pytest.fixture
def desk(client, staff):
    """The admin as staff see it, in English."""
    client.force_login(staff)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def export(desk, kind="csv", query="", language="en") -> bytes:
    return desk.get(f"{LIST}export/{kind}/{query}", headers={"accept-language": language}).content


def rows_of(content: bytes) -> list[dict]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def look(desk, content: bytes | str, name="products.csv"):
    data = content.encode() if isinstance(content, str) else content
    return desk.post(f"{LIST}import/", {"file": SimpleUploadedFile(name, data)})


def bring_in(desk, content: bytes | str, name="products.csv") -> str:
    """Look at the file, then have all of it written; the page that says how it went."""
    shown = look(desk, content, name)
    assert not shown.context.get("faults"), shown.context["faults"]
    body = {"token": shown.context["token"], "plan": shown.context["plan"].digest}
    return b"".join(desk.post(f"{LIST}import/apply/", body).streaming_content).decode()


def sheet(*rows: list) -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


def faults(response) -> list[tuple[int, str]]:
    return [(row, column) for row, column, _value, _text in response.context["faults"]]


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_what_was_exported_changes_nothing(desk, kind, language):
    make_product(
        name="=cmd|'/C calc'!A0",
        price="25000.50",
        description="Dos\r\nlíneas; \"con\" 'comas', y\ttabulador",
        category=make_category("Café; té"),
    )
    make_product(name="'-1", description="@hola", is_active=False)
    deletion.delete_product(make_product().pk)

    response = look(desk, export(desk, kind, language=language), f"x.{kind}")

    assert response.context["faults"] == []
    assert len(response.context["plan"]) == 0
    assert response.context["plan"].unchanged == 2


def test_formulas_are_harmless_on_the_way_out(desk):
    for sign in "=+-@":
        make_product(name=f"{sign}SUM(A1)", description=f"{sign}1")

    cells = rows_of(export(desk))
    book = openpyxl.load_workbook(io.BytesIO(export(desk, "xlsx")))

    assert [row["name"] for row in cells] == [f"'{sign}SUM(A1)" for sign in "=+-@"]
    assert all(row["description"].startswith("'") for row in cells)
    assert all(cell.data_type != "f" for row in book.active.rows for cell in row)


def test_spanish_sheet_is_looked_at_then_written(desk, staff):
    make_category("Bebidas")
    product = make_product(name="Panela", price="1000", stock_quantity=3)
    text = (
        "id;nombre;categoria;precio;existencias;activo\n"
        f"{product.pk};Panela fina;bebidas;25.000,50;1.000;sí\n"
        ";Café de Nariño;;$ 18.900;7;no\n"
    )
    before = versions.current()

    shown = look(desk, text)
    assert (len(shown.context["plan"].changes), len(shown.context["plan"].creations)) == (1, 1)
    assert "25,000.50" in shown.content.decode()
    product.refresh_from_db()
    assert product.name == "Panela"
    page = bring_in(desk, text)

    assert "2 products written." in page
    product.refresh_from_db()
    assert (product.name, str(product.price), product.stock_quantity, product.category.name) == (
        *("Panela fina", "25000.50"),
        *(1000, "Bebidas"),
    )
    new = Product.objects.get(name="Café de Nariño")
    assert (new.slug, new.stock_quantity, new.is_active) == ("cafe-de-narino", 7, False)
    moves = StockMovement.objects.filter(reason="import").order_by("pk")
    assert [(move.change, move.quantity_after, move.user) for move in moves] == [
        *((997, 1000, staff), (7, 7, staff)),
    ]
    after = versions.current()
    assert after.writes > before.writes
    entry = LogEntry.objects.get(object_id=str(product.pk))
    assert "Panela → Panela fina" in entry.get_change_message()
    assert LogEntry.objects.get(object_id=str(new.pk)).action_flag == 1


def test_what_excel_saves_in_spanish_is_read(desk):
    product = make_product(name="Panela")
    text = f"id;nombre\n{product.pk};Panela de caña\n".encode("cp1252")

    bring_in(desk, text)

    product.refresh_from_db()
    assert product.name == "Panela de caña"


def test_numbers_of_xlsx_are_numbers(desk):
    product = make_product()
    content = sheet(["id", "price", "stock", "active"], [float(product.pk), 1234.5, 8.0, False])

    bring_in(desk, content, "x.xlsx")

    product.refresh_from_db()
    assert (str(product.price), product.stock_quantity, product.is_active) == ("1234.50", 8, False)


def test_a_fault_says_what_stood_there_and_what_is_expected(desk):
    product = make_product(name="Uno")
    text = f"\n\nid;nombre;precio;existencias\n\n{product.pk};Uno;27500,005;-3\n"

    response = look(desk, text)

    assert response.context["faults"] == [
        (5, "existencias", "-3", "A whole number from 0 to 2000000000."),
        (
            5,
            "precio",
            "27500,005",
            "A price from 0 to 9999999999.99, such as 25.000,50, with at most two decimals.",
        ),
    ]
    assert "27500,005" in response.content.decode()


def test_every_fault_is_named_and_nothing_is_written(desk):
    first, second = make_product(name="Uno"), make_product(name="Dos")
    text = (
        "id,name,price,stock,category,active\n"
        f"{first.pk},DOS,1.2.3,-1,Nada,tal vez\n"
        f"{second.pk},Dos,5,5,,yes\n"
        "999999,Tres,5,5,,yes\n"
        "abc,Tres,5,5,,yes\n"
        f"{second.pk},Dos,5,5,,yes\n"
        ",,5,5,,yes\n"
    )

    response = look(desk, text)

    assert set(faults(response)) == {
        *((2, "name"), (2, "price"), (2, "stock"), (2, "category"), (2, "active")),
        *((4, "id"), (5, "id"), (6, "id"), (7, "name")),
    }
    assert "token" not in response.context or not response.context["token"]
    first.refresh_from_db()
    assert first.name == "Uno"


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "a.csv"),
        (b"id,name\n", "a.csv"),
        (b"id,color\n1,red\n", "a.csv"),
        (b"id,id\n1,1\n", "a.csv"),
        (b"id,name\n1,a,b\n", "a.csv"),
        (b"\x00\x01\x02", "a.csv"),
        (b"PK\x03\x04nonsense", "a.xlsx"),
        (b"id\n" + b"1\n" * 10_001, "a.csv"),
    ],
)
def test_what_is_no_such_table_is_said(desk, content, name):
    response = look(desk, content, name)

    assert response.status_code == 200
    assert response.context["form"].errors["file"]


@pytest.mark.parametrize("price", ["0.500", "-1", "NaN", "1e9", "99999999999", ""])
def test_a_price_that_could_mean_anything_is_refused(desk, price):
    product = make_product()

    assert faults(look(desk, f"id,price\n{product.pk},{price}\n")) == [(2, "price")]


def test_names_change_places(desk):
    one, two = make_product(name="Uno"), make_product(name="Dos")

    bring_in(desk, f"id,name\n{one.pk},Dos\n{two.pk},Uno\n")

    one.refresh_from_db()
    two.refresh_from_db()
    assert (one.name, two.name) == ("Dos", "Uno")


def test_one_name_twice_is_refused(desk):
    assert faults(look(desk, "name,price\nTé,1\nTÉ,1\n")) == [(3, "name")]


def test_a_stock_that_nobody_touched_undoes_no_sale(desk):
    product = make_product(stock_quantity=10)
    exported = export(desk)
    Product.objects.update(stock_quantity=7)
    edited = exported.replace(b"25000.00", b"30000.00")

    bring_in(desk, edited)

    product.refresh_from_db()
    assert (str(product.price), product.stock_quantity) == ("30000.00", 7)


def test_a_stock_that_was_counted_before_a_sale_is_asked_again(desk):
    product = make_product(stock_quantity=10)
    Product.objects.update(stock_quantity=7)

    response = look(desk, f"id,stock,stock_at_export\n{product.pk},15,10\n")

    assert faults(response) == [(2, "stock")]


def test_what_moved_after_the_look_is_looked_at_again(desk):
    product = make_product(price="1000", stock_quantity=10)
    shown = look(desk, f"id,stock\n{product.pk},15\n")
    Product.objects.update(stock_quantity=7)
    body = {"token": shown.context["token"], "plan": shown.context["plan"].digest}

    response = desk.post(f"{LIST}import/apply/", body)

    assert response.status_code == 200
    assert not response.streaming
    assert response.context["plan"].changes[0].before == {"stock_quantity": 7}
    product.refresh_from_db()
    assert product.stock_quantity == 7


def test_a_file_is_applied_once_and_by_who_looked_at_it(desk, client, superuser):
    product = make_product(stock_quantity=1)
    shown = look(desk, f"id,stock\n{product.pk},15\n")
    body = {"token": shown.context["token"], "plan": shown.context["plan"].digest}
    client.force_login(superuser)
    assert not client.post(f"{LIST}import/apply/", body).streaming
    product.refresh_from_db()
    assert product.stock_quantity == 1


def changes_by_one(products) -> list[RowChange]:
    return [RowChange(p.pk, {"price": p.price}, {"price": p.price + 1}) for p in products]


def prices(products) -> list[str]:
    found = Product.objects.in_bulk([product.pk for product in products])
    return [str(found[product.pk].price) for product in products]


def test_a_product_that_changed_meanwhile_is_left_out_and_named(staff):
    products = [make_product(price="1000") for _ in range(3)]
    plan = changes_by_one(products)
    Product.objects.filter(pk=products[1].pk).update(price=5)

    page = "".join(progress(staff.pk, Plan(changes=plan)))

    assert prices(products) == ["1001.00", "5.00", "1001.00"]
    assert products[1].name in page
    assert products[0].name not in page
    logged = LogEntry.objects.order_by("object_id").values_list("object_id", flat=True)
    assert list(logged) == sorted(str(products[n].pk) for n in (0, 2))


def test_who_goes_away_in_the_middle_stops_nothing(staff, monkeypatch):
    monkeypatch.setattr(piecewise, "BATCH", 1)
    products = [make_product(price="1000") for _ in range(3)]

    page = progress(staff.pk, Plan(changes=changes_by_one(products)))
    next(page)
    page.close()

    assert prices(products) == ["1001.00"] * 3


def test_an_import_that_was_interrupted_goes_on_when_repeated(desk):
    """The products that it made already are recognized, although their rows have no id."""
    text = "name,price,stock\nUno,1000,5\nDos,2000,7\n"
    make_product(name="Uno", price="1000", stock_quantity=5)

    shown = look(desk, text)

    assert (shown.context["plan"].unchanged, len(shown.context["plan"])) == (1, 1)
    bring_in(desk, text)
    assert len(look(desk, text).context["plan"]) == 0
    assert faults(look(desk, text.replace("1000", "1001"))) == [(2, "name")]


def test_names_move_on_over_several_transactions(staff, monkeypatch):
    """A name is given up before another product takes it; a circle is one transaction."""
    monkeypatch.setattr(piecewise, "BATCH", 1)
    names = ["A1", "B1", "C1", "D1", "E1"]
    products = [make_product(name=name) for name in names]
    wanted = ["B1", "C1", "F1", "E1", "D1"]
    plan = [
        RowChange(p.pk, {"name": p.name}, {"name": name})
        for p, name in zip(products, wanted, strict=True)
    ]

    page = "".join(progress(staff.pk, Plan(changes=plan)))

    assert "errornote" not in page
    found = Product.objects.in_bulk([p.pk for p in products])
    assert [found[p.pk].name for p in products] == wanted


def test_each_transaction_of_an_import_is_short():
    assert piecewise.next_size(200, seconds=1.0) == 30
    assert piecewise.next_size(25, seconds=0.01) == 50
    assert piecewise.next_size(200, seconds=0.001) == 200
    assert piecewise.next_size(5, seconds=9.0) == 5


def test_long_imports_show_how_far_they_are(desk, monkeypatch):
    monkeypatch.setattr(piecewise, "BATCH", 2)
    text = "name,price\n" + "".join(f"Producto nuevo {n},1000\n" for n in range(5))

    page = bring_in(desk, text)

    assert [f"{n} of 5" in page for n in (2, 4, 5)] == [True] * 3
    assert "width:40.000%" in page
    assert "<script" not in page.partition('id="content"')[2]


def test_many_rows_take_few_queries(desk, django_assert_max_num_queries, monkeypatch):
    # However slow the host is, the pieces keep their size.
    monkeypatch.setattr(piecewise, "SECONDS", 3600)
    products = [make_product(price="1000") for _ in range(60)]
    text = "id,price\n" + "".join(f"{product.pk},2000\n" for product in products)

    with django_assert_max_num_queries(60):
        bring_in(desk, text)

    assert set(Product.objects.values_list("price", flat=True)) == {2000}


def test_the_list_is_exported_as_it_is_filtered(desk):
    make_product(name="Panela")
    make_product(name="Café")

    assert [row["name"] for row in rows_of(export(desk, query="?q=pane"))] == ["Panela"]
    assert desk.get(f"{LIST}export/csv/?nothing=1").status_code == 302
    assert desk.get(f"{LIST}export/exe/").status_code == 404


def test_who_may_only_look_exports_but_imports_nothing(client):
    viewer = make_user(groups=(), is_staff=True)
    viewer.user_permissions.set(Permission.objects.filter(codename="view_product"))
    client.force_login(viewer)
    product = make_product()

    assert client.get(f"{LIST}export/csv/").status_code == 200
    assert client.get(f"{LIST}import/").status_code == 403
    assert look(client, f"id,price\n{product.pk},1\n").status_code == 403
    assert client.post(f"{LIST}import/apply/", {}).status_code == 403
    client.force_login(make_user(groups=(), is_staff=True))
    assert client.get(f"{LIST}export/csv/").status_code == 403


def test_skus_change_hands_over_several_transactions(staff, monkeypatch):
    monkeypatch.setattr(piecewise, "BATCH", 1)
    one, two = with_sku("A"), with_sku("B")
    plan = [
        RowChange(one.pk, {"sku": "A"}, {"sku": "B"}),
        RowChange(two.pk, {"sku": "B"}, {"sku": "A"}),
    ]

    page = "".join(progress(staff.pk, Plan(changes=plan)))

    assert "errornote" not in page
    assert dict(Product.objects.values_list("pk", "sku")) == {one.pk: "B", two.pk: "A"}


def with_sku(sku: str) -> Product:
    return services.update_product(make_product().pk, sku=sku)
