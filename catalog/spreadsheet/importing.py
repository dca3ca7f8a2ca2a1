"""Check the rows of an imported table, and plan their changes. Nothing is saved."""

from collections.abc import Iterator
from typing import Any

import tablib
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from import_export.instance_loaders import BaseInstanceLoader

from catalog.models import Product
from catalog.pictures import lists
from catalog.services import variants
from catalog.services.bulk.writes import RowChange
from catalog.services.names import name_key, sku_key
from catalog.spreadsheet.cells import TextCell, WholeCell
from catalog.spreadsheet.keys import Keys
from catalog.spreadsheet.lookup import found_by
from catalog.spreadsheet.plan import Plan
from catalog.spreadsheet.table import COLUMN_OF, FIELDS, ProductTable
from catalog.spreadsheet.variant_cells import VariantRow
from catalog.spreadsheet.variants import Sheet
from common.spreadsheets.cells import SHORTENED, lost_digits, text_in


class Loader(BaseInstanceLoader):
    """Finds a row's product among those read in one query."""

    def get_instance(self, row: dict) -> Product | None:
        return self.resource.known.get(row.get("id"))


class ImportedProducts(ProductTable):
    """Reads a table's rows into a plan."""

    class Meta:
        instance_loader_class = Loader
        # Only the plan records differences; nothing is saved here.
        skip_diff = True
        use_transactions = False

    def __init__(self, sheet: Sheet | None = None):
        super().__init__()
        self.sheet = sheet
        self.of_variants: VariantRow | None = None
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
        if product.sku != was.get("sku", ""):
            if SHORTENED.fullmatch(product.sku):
                yield "sku", lost_digits()
            elif not self.skus.take(sku_key(product.sku), product.pk):
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
        self.plan.changes.append(
            RowChange(instance.pk, before, {name: now[name] for name in changed})
        )

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
