"""Export products as a table, and turn an imported table into a plan of changes.

Reading saves nothing; catalog/services/bulk/products.py and piecewise.py apply the plan."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import tablib
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from import_export.fields import Field
from import_export.instance_loaders import BaseInstanceLoader
from import_export.resources import ModelResource
from import_export.results import Result

from catalog.admin.bulk_forms import digest
from catalog.api.fields import Barcode, Name, Sku
from catalog.models import Product
from catalog.pictures import lists
from catalog.services import variants
from catalog.services.bulk.products import Change
from catalog.services.names import name_key, sku_key
from catalog.spreadsheet.cells import (
    CategoryCell,
    ImagesCell,
    JudgedCell,
    PriceBeforeCell,
    PriceCell,
    StockCell,
    TaxClassCell,
    TextCell,
    WholeCell,
    YesNoCell,
    text_in,
)
from catalog.spreadsheet.lookup import found_by
from catalog.spreadsheet.variants import MainCell, OptionsCell, Row, Sheet
from common.spreadsheets.reading import Table, Unreadable
from common.text import plain

# Column names in English and Spanish. A file may use either, in any order, and omit some.
COLUMNS = {
    "id": "id",
    "name": "nombre",
    "sku": "sku",
    "barcode": "codigo_de_barras",
    "variant_of": "variante_de",
    "options": "opciones",
    "category": "categoria",
    "price": "precio",
    "compare_at_price": "precio_anterior",
    "tax_class": "clase_de_impuesto",
    "stock": "existencias",
    "stock_at_export": "existencias_al_exportar",
    "active": "activo",
    "description": "descripcion",
    "images": "imagenes",
}
NAMES = {word: name for name, spanish in COLUMNS.items() for word in (name, spanish)}
COLUMN_OF = {
    "variant_of_id": "variant_of",
    "category_id": "category",
    "stock_quantity": "stock",
    "is_active": "active",
    lists.COLUMN: "images",
}
FIELDS = (
    *("name", "sku", "barcode", "category_id", "price", "compare_at_price", "tax_class"),
    *("stock_quantity", "is_active", "description", "variant_of_id", "options"),
    lists.COLUMN,
)

Fault = tuple[int, str, str, str]


@dataclass
class Plan:
    """The changes of a file. faults: (sheet row, column, value, expected content)."""

    changes: list[Change] = field(default_factory=list)
    creations: list[dict[str, Any]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    unchanged: int = 0

    @property
    def digest(self) -> str:
        return digest([*self.changes, *(Change(0, {}, row) for row in self.creations)])

    def __len__(self) -> int:
        return len(self.changes) + len(self.creations)


class Keys:
    """Tracks which product owns which unique key while a file is read."""

    def __init__(self, owners: dict[str, Product]):
        self.owners = owners
        self.holders = {key: product.pk for key, product in owners.items()}
        # A key is free if the file's row of its current owner gives it up.
        self.leaving: set[int] = set()

    def take(self, key: str | None, pk: int | None) -> bool:
        """Assign the key to this row; return False if another one has it."""
        owner = self.holders.get(key)
        if owner is not None and owner != pk and owner not in self.leaving:
            return False
        if key is not None:
            self.leaving.discard(owner)
            self.holders[key] = pk or -1
        return True


class Loader(BaseInstanceLoader):
    """Finds a row's product among those read in one query."""

    def get_instance(self, row: dict) -> Product | None:
        return self.resource.known.get(row.get("id"))


class ImagesField(Field):
    """The image URLs of an exported product."""

    def get_value(self, instance: Product) -> str:
        return lists.text_of(instance)


class ProductResource(ModelResource):
    """The import-export resource: one row per product."""

    id = Field("pk", "id", readonly=True, widget=WholeCell())
    name = Field("name", "name", widget=JudgedCell(Name(max_length=200)))
    sku = Field("sku", "sku", widget=JudgedCell(Sku()))
    barcode = Field("barcode", "barcode", widget=JudgedCell(Barcode()))
    # Read by catalog/spreadsheet/variants.py, all rows at once.
    variant_of = Field("variant_of_id", "variant_of", readonly=True, widget=MainCell())
    options = Field("options", "options", readonly=True, widget=OptionsCell())
    category = Field("category_id", "category", widget=CategoryCell())
    price = Field("price", "price", widget=PriceCell())
    compare_at_price = Field("compare_at_price", "compare_at_price", widget=PriceBeforeCell())
    tax_class = Field("tax_class", "tax_class", widget=TaxClassCell())
    stock = Field("stock_quantity", "stock", widget=StockCell())
    stock_at_export = Field("stock_quantity", "stock_at_export", readonly=True, widget=WholeCell())
    active = Field("is_active", "active", widget=YesNoCell())
    description = Field("description", "description", widget=TextCell())
    images = ImagesField(lists.COLUMN, "images", widget=ImagesCell())

    class Meta:
        model = Product
        fields = tuple(COLUMNS)
        export_order = tuple(COLUMNS)
        instance_loader_class = Loader
        # Only the plan records differences; nothing is saved here.
        skip_diff = True
        use_transactions = False

    def __init__(self, sheet: Sheet | None = None):
        super().__init__()
        self.sheet = sheet
        self.of_variants: Row | None = None
        self.plan = Plan()
        self.known: dict[int, Product] = {}
        self.names = self.skus = Keys({})
        self.seen: set[int | None] = set()

    def before_import(self, dataset: tablib.Dataset, **kwargs) -> None:
        self.fields["category"].widget.load()
        ids = column(dataset, "id")
        self.given = set(dataset.headers)
        self.known = found_by("pk", {pk for pk in ids if isinstance(pk, int)})
        self.names = self.keys_of("name_key", "name", name_key, dataset, ids)
        self.skus = self.keys_of("sku_key", "sku", sku_key, dataset, ids)
        if "images" in self.given:
            lists.load([*self.known.values(), *self.names.owners.values()])

    def keys_of(self, field_name, header, key_of, dataset, ids) -> "Keys":
        keys = [key_of(text) if (text := typed(cell)) else None for cell in column(dataset, header)]
        found = Keys(found_by(field_name, {key for key in keys if key}))
        if header in self.given:
            was = {pk: getattr(product, field_name) for pk, product in self.known.items()}
            rows = zip(ids, keys, strict=True)
            found.leaving = {pk for pk, key in rows if pk in was and key != was[pk]}
        return found

    def before_import_row(self, row: dict, *, row_number: int, **kwargs) -> None:
        if self.sheet and self.sheet.is_told:
            self.of_variants = self.sheet.rows[row_number - 1]

    def after_init_instance(self, instance: Product, new: bool, row: dict, **kwargs) -> None:
        if new and row.get("id") not in (None, ""):
            raise ValidationError({"id": _("The id of a product, or empty for a new one.")})
        if not new and instance.pk in self.seen:
            raise ValidationError({"id": _("Each product once. This one is in the file twice.")})
        self.seen.add(instance.pk)
        if not hasattr(instance, lists.COLUMN):
            setattr(instance, lists.COLUMN, "")
        instance.was = {} if new else {name: getattr(instance, name) for name in FIELDS}
        for name, value in (self.of_variants.values if self.of_variants else {}).items():
            setattr(instance, name, value)

    def validate_instance(self, instance, import_validation_errors=None, validate_unique=True):
        errors = dict(import_validation_errors or {})
        if self.of_variants:
            errors |= {name: [text] for name, text in self.of_variants.faults.items()}
        if not instance.was:
            for name in {"name", "price"} - set(errors):
                if getattr(instance, name) in (None, ""):
                    errors[name] = [_("A new product needs a value here.")]
        instance.tax_class = instance.tax_class or instance.was.get("tax_class") or "standard"
        instance.is_there = not errors and not instance.was and self.is_there(instance)
        if not instance.is_there:
            for name, fault in self.faults_in(instance):
                errors.setdefault(name, [fault])
        if errors:
            raise ValidationError(errors)

    def is_there(self, product: Product) -> bool:
        """Return True if an earlier import of the same file already created this product."""
        owner = self.names.owners.get(name_key(product.name))
        if owner is None or self.names.holders.get(owner.name_key) != owner.pk:
            return False
        fields = [
            name
            for name in FIELDS
            if COLUMN_OF.get(name, name) in self.given and name not in not_its_own(owner)
        ]
        return all(getattr(product, f) == kept(f, getattr(owner, f)) for f in fields)

    def faults_in(self, product: Product) -> Iterator[tuple[str, str]]:
        was = product.was
        if product.name != was.get("name") and not self.names.take(
            name_key(product.name), product.pk
        ):
            yield "name", _("A different name. This one is already in use.")
        if product.sku != was.get("sku", "") and not self.skus.take(
            sku_key(product.sku), product.pk
        ):
            yield "sku", _("A different SKU. This one is already in use.")
        before, price = product.compare_at_price, product.price
        if before is not None and price is not None and before <= price:
            yield "compare_at_price", _("A price higher than the price, or empty.")

    def skip_row(self, instance, original, row, import_validation_errors=None) -> bool:
        return False

    def save_instance(self, instance: Product, is_new: bool, row: dict, **kwargs) -> None:
        self.mind_the_sales(instance, row)
        now = {name: getattr(instance, name) for name in FIELDS}
        if instance.is_there:
            self.plan.unchanged += 1
            return
        if is_new:
            self.plan.creations.append(now)
            return
        own = [name for name in FIELDS if name not in not_its_own(instance)]
        changed = [name for name in own if now[name] != kept(name, instance.was[name])]
        if not changed:
            self.plan.unchanged += 1
            return
        before = {name: instance.was[name] for name in changed}
        self.plan.changes.append(Change(instance.pk, before, {name: now[name] for name in changed}))

    def mind_the_sales(self, product: Product, row: dict) -> None:
        """Keep the current stock if the sheet's value is unchanged since the export."""
        if not product.was or row.get("stock_at_export") in (None, ""):
            return
        try:
            seen = WholeCell().clean(row["stock_at_export"])
        except ValueError as error:
            raise ValidationError({"stock_at_export": str(error)}) from None
        if product.stock_quantity == seen:
            product.stock_quantity = product.was["stock_quantity"]
        elif seen != product.was["stock_quantity"]:
            text = _("The stock was %(seen)s at export and is now %(now)s. Export again.")
            values = {"seen": seen, "now": product.was["stock_quantity"]}
            raise ValidationError({"stock": text % values})

    def save_m2m(self, instance, row, **kwargs) -> None:
        """Do nothing: there are no many-to-many fields."""


def not_its_own(product: Product) -> tuple[str, ...]:
    """Return the fields derived from variants or the main product, which a file can't change."""
    if product.has_variants:
        return variants.SUMS
    return variants.FOLLOWED if product.variant_of_id else ()


def kept(name: str, value: Any) -> Any:
    """Return the value as a spreadsheet would return it, with normalized line ends."""
    if isinstance(value, str):
        return TextCell().clean(TextCell().render(value))
    return value


def typed(cell: Any) -> str:
    try:
        return text_in(cell)
    except ValueError:
        return ""


def column(dataset: tablib.Dataset, name: str) -> list:
    """Return the cells of a column; empty if the file lacks it."""
    if name not in dataset.headers:
        return [None] * len(dataset)
    return dataset[name]


def plan_of(table: Table) -> Plan:
    """Return the file's changes to the current catalog. Raises Unreadable."""
    headers = known_headers(table.headers)
    place = headers.index("id") if "id" in headers else None
    rows = [list(row) for row in table.rows]
    for cells in rows:
        if place is not None:
            cells[place] = id_of(cells[place])
    resource = ProductResource(Sheet(headers, rows))
    tidy = tablib.Dataset(headers=headers)
    for cells in rows:
        tidy.append(cells)
    result = resource.import_data(tidy, dry_run=False, use_transactions=False)
    resource.plan.faults = faults_of(result, headers, table)
    # Main products before their variants.
    resource.plan.creations.sort(key=lambda row: row["variant_of_id"] is not None)
    return resource.plan


def id_of(cell: Any) -> Any:
    """Return the id as a number if it is one, else the value, which matches no product."""
    try:
        return WholeCell().clean(cell)
    except ValueError:
        return str(cell)[:50]


def key_of_header(header: str) -> str:
    # Existencias:, Nombre*, ¿Activo?, Precio ($)
    words = re.sub(r"\((?:\$|cop)\)|[*:¿?.]", " ", plain(header)).split()
    return NAMES.get("_".join(words), "")


def is_column(text: str) -> bool:
    return bool(key_of_header(text))


def known_headers(headers: list[str]) -> list[str]:
    if unknown := [header for header in headers if not is_column(header)]:
        raise Unreadable(
            _("Unknown column: %(unknown)s. The columns are: %(known)s.")
            % {"unknown": ", ".join(unknown)[:200], "known": ", ".join(column_names())}
        )
    found = [key_of_header(header) for header in headers]
    for name in found:
        if found.count(name) > 1:
            raise Unreadable(_("Duplicate column: %s.") % heading(name))
    return found


def faults_of(result: Result, headers: list[str], table: Table) -> list[Fault]:
    """Return the errors with the row number and column name of the sheet."""
    found = [(1, "", "", str(error.error)) for error in result.base_errors]
    for row in result.invalid_rows:
        for name, texts in row.error.message_dict.items():
            name = COLUMN_OF.get(name, name)
            at = table.numbers[row.number - 1], *cell(table, headers, row.number - 1, name)
            found += [(*at, text) for text in texts]
    for number, errors in result.row_errors():
        found += [(table.numbers[number - 1], "", "", str(error.error)) for error in errors]
    return sorted(found)


def cell(table: Table, headers: list[str], row: int, name: str) -> tuple[str, str]:
    """Return the file's name of the column, and the cell's value."""
    if name not in headers:
        return heading(name), ""
    place = headers.index(name)
    value = table.rows[row][place]
    return table.headers[place], "" if value is None else str(value)[:100]


def heading(name: str) -> str:
    return COLUMNS.get(name, "") if in_spanish() else name


def column_names() -> list[str]:
    return list(COLUMNS.values() if in_spanish() else COLUMNS)


def in_spanish() -> bool:
    return (get_language() or "").startswith("es")


def table_of(products: QuerySet[Product], *, native: bool) -> tablib.Dataset:
    """Return products as a table. native: numbers as numbers, if the format has them."""
    resource = ProductResource()
    resource.fields["category"].widget.load()
    resource.fields["variant_of"].widget.load()
    dataset = resource.export(
        products.order_by("pk").prefetch_related("images__picture"), force_native_type=native
    )
    dataset.headers = column_names()
    return dataset
