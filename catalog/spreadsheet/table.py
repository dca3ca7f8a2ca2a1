"""The catalogue as a table, out and back in: read, compared, and turned into what is to be written.

Reading writes nothing: what a file would change is a plan, which bulk_services carries out."""

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
from import_export.results import Result, RowResult

from catalog.admin.bulk_forms import digest
from catalog.models import Product
from catalog.services.bulk import Change
from catalog.services.names import name_key
from catalog.spreadsheet.cells import (
    CategoryCell,
    NameCell,
    PriceCell,
    StockCell,
    TextCell,
    WholeCell,
    YesNoCell,
)
from common.spreadsheets import Unreadable, is_blank, unsafe
from common.text import plain

# Each column in English and Spanish. A file may use either, in any order, and leave some out.
COLUMNS = {
    "id": "id",
    "name": "nombre",
    "category": "categoria",
    "price": "precio",
    "stock": "existencias",
    "stock_at_export": "existencias_al_exportar",
    "active": "activo",
    "description": "descripcion",
}
FIELDS = ("name", "category_id", "price", "stock_quantity", "is_active", "description")


@dataclass
class Plan:
    """What a file would do. faults: (row of the sheet, column, what is wrong)."""

    changes: list[Change] = field(default_factory=list)
    creations: list[dict[str, Any]] = field(default_factory=list)
    faults: list[tuple[int, str, str]] = field(default_factory=list)
    unchanged: int = 0

    @property
    def digest(self) -> str:
        return digest([*self.changes, *(Change(0, {}, row) for row in self.creations)])

    def __len__(self) -> int:
        return len(self.changes) + len(self.creations)


class Loader(BaseInstanceLoader):
    """Finds a row's product among those that were read in one query."""

    def get_instance(self, row: dict) -> Product | None:
        return self.resource.known.get(row.get("id"))


class ProductResource(ModelResource):
    """A row for each product."""

    id = Field("pk", "id", readonly=True, widget=WholeCell())
    name = Field("name", "name", widget=NameCell())
    category = Field("category_id", "category", widget=CategoryCell())
    price = Field("price", "price", widget=PriceCell())
    stock = Field("stock_quantity", "stock", widget=StockCell())
    stock_at_export = Field("stock_quantity", "stock_at_export", readonly=True, widget=WholeCell())
    active = Field("is_active", "active", widget=YesNoCell())
    description = Field("description", "description", widget=TextCell())

    class Meta:
        model = Product
        fields = tuple(COLUMNS)
        export_order = tuple(COLUMNS)
        instance_loader_class = Loader
        # The plan holds the differences; nothing is saved on the way.
        skip_diff = True
        use_transactions = False

    def __init__(self):
        super().__init__()
        self.plan = Plan()
        self.known: dict[int, Product] = {}
        self.names: dict[str, int] = {}
        self.seen: set[int | None] = set()

    def before_import(self, dataset: tablib.Dataset, **kwargs) -> None:
        self.fields["category"].widget.load()
        ids = column(dataset, "id")
        keys = [name_key(unsafe(str(name))) if name else None for name in column(dataset, "name")]
        self.known = found_by("pk", {pk for pk in ids if isinstance(pk, int)})
        owners = found_by("name_key", {key for key in keys if key})
        self.names = {key: product.pk for key, product in owners.items()}
        # A name is free where the row that has it today gives it up.
        self.leaving = {
            pk
            for pk, key in zip(ids, keys, strict=True)
            if pk in self.known and key and key != self.known[pk].name_key
        }

    def import_row(self, row: dict, instance_loader: Loader, **kwargs) -> RowResult:
        if is_blank(row.values()):
            skipped = RowResult()
            skipped.import_type = RowResult.IMPORT_TYPE_SKIP
            return skipped
        return super().import_row(row, instance_loader, **kwargs)

    def after_init_instance(self, instance: Product, new: bool, row: dict, **kwargs) -> None:
        if new and row.get("id") not in (None, ""):
            raise ValidationError({"id": _("There is no product with this id.")})
        if not new and instance.pk in self.seen:
            raise ValidationError({"id": _("This product is in the file twice.")})
        self.seen.add(instance.pk)
        instance.was = {} if new else {name: getattr(instance, name) for name in FIELDS}

    def validate_instance(self, instance, import_validation_errors=None, validate_unique=True):
        errors = dict(import_validation_errors or {})
        if not instance.was:
            for name in {"name", "price"} - set(errors):
                if getattr(instance, name) in (None, ""):
                    errors[name] = [_("A new product needs this.")]
        if "name" not in errors and (fault := self.name_fault(instance)):
            errors["name"] = [fault]
        if errors:
            raise ValidationError(errors)

    def name_fault(self, product: Product) -> str | None:
        key = name_key(product.name)
        if product.was and product.name == product.was["name"]:
            return None
        owner = self.names.get(key)
        if owner is not None and owner != product.pk and owner not in self.leaving:
            return _("This name is already in use.")
        # From here on this row has it.
        self.leaving.discard(owner)
        self.names[key] = product.pk or -1
        return None

    def skip_row(self, instance, original, row, import_validation_errors=None) -> bool:
        return False

    def save_instance(self, instance: Product, is_new: bool, row: dict, **kwargs) -> None:
        self.mind_the_sales(instance, row)
        now = {name: getattr(instance, name) for name in FIELDS}
        if is_new:
            self.plan.creations.append(now)
            return
        changed = [name for name in FIELDS if now[name] != kept(name, instance.was[name])]
        if not changed:
            self.plan.unchanged += 1
            return
        before = {name: instance.was[name] for name in changed}
        self.plan.changes.append(Change(instance.pk, before, {name: now[name] for name in changed}))

    def mind_the_sales(self, product: Product, row: dict) -> None:
        """A stock that nobody touched in the sheet stays what sales have made of it since."""
        if not product.was or row.get("stock_at_export") in (None, ""):
            return
        try:
            seen = WholeCell().clean(row["stock_at_export"])
        except ValueError as error:
            raise ValidationError({"stock_at_export": str(error)}) from None
        if product.stock_quantity == seen:
            product.stock_quantity = product.was["stock_quantity"]
        elif seen != product.was["stock_quantity"]:
            text = _("It was %(seen)s at the export and is %(now)s now: export again, please.")
            values = {"seen": seen, "now": product.was["stock_quantity"]}
            raise ValidationError({"stock": text % values})

    def save_m2m(self, instance, row, **kwargs) -> None:
        """There is none."""


def kept(name: str, value: Any) -> Any:
    """The value as it is after a way through a spreadsheet, which knows one kind of line end."""
    if name in ("name", "description"):
        return TextCell().clean(TextCell().render(value))
    return value


def column(dataset: tablib.Dataset, name: str) -> list:
    """The cells of a column, all empty where the file has it not."""
    if name not in dataset.headers:
        return [None] * len(dataset)
    return dataset[name]


def found_by(field_name: str, values: set) -> dict[Any, Product]:
    """The products that are not deleted, by that field, in batches that every database takes."""
    found, wanted = {}, sorted(values)
    for start in range(0, len(wanted), 500):
        rows = Product.objects.filter(
            **{f"{field_name}__in": wanted[start : start + 500]}, deleted_at=None
        )
        found |= {getattr(product, field_name): product for product in rows}
    return found


def plan_of(dataset: tablib.Dataset) -> Plan:
    """What the file would do to the catalogue as it is now. Raises Unreadable."""
    dataset.headers = known_headers(dataset.headers)
    tidy = tablib.Dataset(headers=dataset.headers)
    place = dataset.headers.index("id") if "id" in dataset.headers else None
    for row in dataset:
        cells = list(row)
        if place is not None:
            cells[place] = id_of(cells[place])
        tidy.append(cells)
    resource = ProductResource()
    result = resource.import_data(tidy, dry_run=False, use_transactions=False)
    resource.plan.faults = faults_of(result)
    return resource.plan


def id_of(cell: Any) -> Any:
    """A number where it is one, else what it was, which no product has."""
    try:
        return WholeCell().clean(cell)
    except ValueError:
        return str(cell)[:50]


def known_headers(headers: list[str]) -> list[str]:
    names = {word: name for name, spanish in COLUMNS.items() for word in (name, spanish)}
    tidy = [plain(header).strip().replace(" ", "_") for header in headers]
    found = [names.get(header, header) for header in tidy]
    if unknown := [header for header in found if header not in COLUMNS]:
        raise Unreadable(_("There is no such column: %s.") % ", ".join(unknown)[:200])
    if len(set(found)) < len(found):
        raise Unreadable(_("A column is there twice."))
    return found


def faults_of(result: Result) -> list[tuple[int, str, str]]:
    """Counted as a spreadsheet counts its rows: the first holds the names."""
    found = [(1, "", str(error.error)) for error in result.base_errors]
    for row in result.invalid_rows:
        for name, texts in row.error.message_dict.items():
            found += [(row.number + 1, heading(name), text) for text in texts]
    for number, errors in result.row_errors():
        found += [(number + 1, "", str(error.error)) for error in errors]
    return sorted(found)


def heading(name: str) -> str:
    column_of = {"category_id": "category", "stock_quantity": "stock", "is_active": "active"}
    name = column_of.get(name, name)
    return COLUMNS.get(name, "") if in_spanish() else name


def in_spanish() -> bool:
    return (get_language() or "").startswith("es")


def table_of(products: QuerySet[Product], *, native: bool) -> tablib.Dataset:
    """The products as a table. native: numbers as numbers, for a format that has such."""
    resource = ProductResource()
    resource.fields["category"].widget.load()
    dataset = resource.export(products.order_by("pk"), force_native_type=native)
    dataset.headers = list(COLUMNS.values() if in_spanish() else COLUMNS)
    return dataset
