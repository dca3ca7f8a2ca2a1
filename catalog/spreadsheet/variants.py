"""The variant columns. They are read before the others, because a row's main product may be further
down in the file, and a variant without a name takes its main product's."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from catalog.models import Product
from catalog.services import variants
from catalog.services.names import name_key, sku_key
from catalog.spreadsheet.lookup import found_by
from catalog.spreadsheet.variant_cells import VariantRow, options_in
from catalog.spreadsheet.variant_checks import check_combinations, check_mains
from common.spreadsheets.cells import text_in

COLUMNS = ("variant_of", "options")


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
        check_mains(self.rows, self.known)
        check_combinations(self.rows)
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
        """Keep the product's current main product if it matches; otherwise take the first match."""
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
