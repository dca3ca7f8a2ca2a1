"""The cells of the variant columns: write and parse them, and keep what a row has."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError

from catalog.api.fields import Options
from catalog.models import Product
from catalog.services import variants
from common.spreadsheets.export import SafeText

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
