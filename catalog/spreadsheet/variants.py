"""The variant columns. They are read before the others, because a row's main product may be further
down in the file, and a variant without a name takes its main product's."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError

from catalog.api.fields import Options
from catalog.models import Product
from catalog.services import variants
from catalog.services.names import name_key, sku_key
from catalog.spreadsheet.lookup import found_by
from common.spreadsheets.cells import text_in
from common.spreadsheets.export import SafeText

COLUMNS = ("variant_of", "options")
# The id of a main product, the name of one that the file creates, or None.
Main = int | str | None
SIGNS = re.compile(r"\\(.)|([:;])")


class MainCell(SafeText):
    """A main product by SKU, otherwise by slug."""

    def load(self) -> None:
        rows = Product.objects.filter(has_variants=True, deleted_at=None)
        self.names = {pk: sku or slug for pk, sku, slug in rows.values_list("pk", "sku", "slug")}

    def render(self, value, obj=None, **kwargs) -> str:
        return super().render(self.names.get(value, ""))


class OptionsCell(SafeText):
    """Options, such as Talla: M; Color: Rojo"""

    def render(self, value, obj=None, **kwargs) -> str:
        pairs = json.loads(value or "[]")
        return super().render("; ".join(": ".join(map(escaped, pair)) for pair in pairs))


def escaped(text: str) -> str:
    return re.sub(r"([\\:;])", r"\\\1", text)


def options_in(text: str) -> dict[str, str]:
    """Parse a cell. Raises ValueError with the expected content."""
    # Replace escaped separators first.
    marked = SIGNS.sub(lambda m: f"\0{ord(m[1])}\0" if m[1] else f"\1{m[2]}", text)
    pairs = [part.split("\1:") for part in marked.split("\1;") if part.strip()]
    if any(len(pair) != 2 for pair in pairs):
        raise ValueError(_("Options with their values, such as Size: M; Color: Red."))
    found: dict[str, str] = {}
    for name, value in ([plainly(part) for part in pair] for pair in pairs):
        if name in found:
            raise ValueError(_("An option is named twice."))
        found[name] = value
    try:
        return Options().run_validation(found)
    except ValidationError as error:
        raise ValueError(first_of(error.detail)) from None


def plainly(part: str) -> str:
    return re.sub("\0(\\d+)\0", lambda match: chr(int(match[1])), part).strip()


def first_of(detail: Any) -> str:
    while isinstance(detail, dict | list):
        detail = next(iter(detail.values() if isinstance(detail, dict) else detail))
    return str(detail)


@dataclass
class VariantRow:
    """A row's variant columns. faults: by column."""

    product: Product | None
    name: str
    sku: str
    given: str
    main: Main = None
    options: dict[str, str] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)

    @property
    def values(self) -> dict[str, Any]:
        """Return the values for the product's columns."""
        if self.product and self.options == variants.pairs_of(self.product):
            return {"variant_of_id": self.main, "options": self.product.options}
        text = json.dumps(list(self.options.items()), ensure_ascii=False) if self.options else ""
        return {"variant_of_id": self.main, "options": text}


class Sheet:
    """All rows of a file. headers: its column names; cells are changed in place."""

    def __init__(self, headers: Sequence[str], cells: list[list[Any]]):
        self.headers = list(headers)
        self.is_told = bool(set(COLUMNS) & set(headers))
        self.rows: list[VariantRow] = []
        if self.is_told:
            self.read(cells)

    def read(self, cells: list[list[Any]]) -> None:
        ids = {pk for row in cells if isinstance(pk := self.cell(row, "id"), int)}
        self.known = found_by("pk", ids)
        self.rows = [self.row_of(row) for row in cells]
        self.find_mains()
        for row, each in zip(self.rows, cells, strict=True):
            self.read_options(row, each)
        self.check_mains()
        self.check_combinations()
        self.fill_names(cells)

    def cell(self, cells: list[Any], name: str) -> Any:
        return cells[self.headers.index(name)] if name in self.headers else None

    def text(self, cells: list[Any], name: str) -> str:
        try:
            return text_in(self.cell(cells, name)).strip()
        except ValueError:
            return ""

    def row_of(self, cells: list[Any]) -> VariantRow:
        product = self.known.get(self.cell(cells, "id"))
        given = self.text(cells, "variant_of")
        return VariantRow(product, self.text(cells, "name"), self.text(cells, "sku"), given)

    def find_mains(self) -> None:
        if "variant_of" not in self.headers:
            for row in self.rows:
                row.main = row.product.variant_of_id if row.product else None
            return
        given = {row.given for row in self.rows} - {""}
        numbers = {int(text) for text in given if text.isdecimal() and len(text) < 19}
        found = (
            (found_by("sku_key", {sku_key(text) for text in given}), sku_key),
            (found_by("slug", given), str),
            (found_by("pk", numbers), lambda text: int(text) if text.isdecimal() else None),
            (found_by("name_key", {name_key(text) for text in given}), name_key),
        )
        new = [row for row in self.rows if row.product is None and row.name]
        made = {name_key(row.name): row.name for row in new}
        made |= {sku_key(row.sku): row.name for row in new if row.sku}
        for row in self.rows:
            if row.given:
                fits = [known[key] for known, of in found if (key := of(row.given)) in known]
                made_here = made.get(sku_key(row.given)) or made.get(name_key(row.given))
                self.choose(row, fits, made_here)

    def choose(self, row: VariantRow, fits: list[Product], made: str | None) -> None:
        """Return the product's current main product if it matches, else the first match."""
        present = row.product and row.product.variant_of_id
        self.known |= {product.pk: product for product in fits}
        if fits:
            row.main = next((each.pk for each in fits if each.pk == present), fits[0].pk)
        elif made:
            row.main = made
        else:
            text = _("The SKU, slug, id or name of the main product. None is %s.")
            row.faults["variant_of"] = text % row.given[:60]

    def read_options(self, row: VariantRow, cells: list[Any]) -> None:
        if "options" not in self.headers:
            row.options = variants.pairs_of(row.product) if row.product and row.main else {}
        else:
            try:
                row.options = options_in(self.text(cells, "options"))
            except ValueError as error:
                row.faults["options"] = str(error)
                return
        if row.main is not None and not row.options:
            row.faults["options"] = _("A variant has at least one option.")
        if row.main is None and row.options and "variant_of" not in row.faults:
            row.faults["variant_of"] = _("Only a variant has options.")

    def check_mains(self) -> None:
        """Check that after the import no main product is a variant and no variant has variants."""
        becoming = {row.product.pk if row.product else row.name for row in self.rows if row.main}
        in_file = {row.product.pk for row in self.rows if row.product}
        for row in self.rows:
            if row.main is None:
                continue
            own = row.product.pk if row.product else row.name
            main = self.known.get(row.main) if isinstance(row.main, int) else None
            if row.main == own:
                text = _("A product cannot be a variant of itself.")
            elif row.product and row.product.has_variants:
                text = _("A product with variants cannot be a variant itself.")
            elif row.main in becoming or (main and main.variant_of_id and main.pk not in in_file):
                text = _("That product is a variant itself.")
            else:
                continue
            row.faults["variant_of"] = text

    def check_combinations(self) -> None:
        """Check that a product's variants share option names and have unique combinations."""
        names: dict[Main, list[str]] = {}
        taken: dict[Main, set[str]] = defaultdict(set)
        for main, pairs in self.others():
            names.setdefault(main, list(pairs))
            taken[main].add(variants.key_of(main, pairs))
        for row in self.rows:
            if row.main is None or row.faults:
                continue
            wanted = names.setdefault(row.main, list(row.options))
            key = variants.key_of(row.main, row.options)
            if set(map(name_key, wanted)) != set(map(name_key, row.options)):
                text = _("All variants of a product have the same options: %s.")
                row.faults["options"] = text % ", ".join(wanted)
            elif key in taken[row.main]:
                row.faults["options"] = _("There is a variant with these options already.")
            taken[row.main].add(key)

    def others(self) -> Iterator[tuple[int, dict[str, str]]]:
        """Return the variants that are not in the file."""
        mains = {row.main for row in self.rows if isinstance(row.main, int)}
        here = {row.product.pk for row in self.rows if row.product}
        wanted = sorted(mains)
        for start in range(0, len(wanted), 500):
            part = wanted[start : start + 500]
            for each in Product.objects.filter(variant_of__in=part, deleted_at=None):
                if each.pk not in here:
                    yield each.variant_of_id, variants.pairs_of(each)

    def fill_names(self, cells: list[list[Any]]) -> None:
        """Name new variants without a name after their main product and options."""
        if "name" not in self.headers:
            return
        place = self.headers.index("name")
        named = {row.product.pk: row.name for row in self.rows if row.product and row.name}
        for row, each in zip(self.rows, cells, strict=True):
            if row.product or row.name or row.main is None or row.faults:
                continue
            known = row.main if isinstance(row.main, str) else self.known[row.main].name
            main = Product(name=named.get(row.main, known))
            row.name = each[place] = variants.name_of(main, row.options)
