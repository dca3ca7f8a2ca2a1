"""Cells of the catalogue's table: how each is written, and judged when it comes back.

A cell that cannot be read raises ValueError with a text for the person."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from import_export.widgets import Widget
from rest_framework.exceptions import ValidationError

from catalog.api.fields import Name
from catalog.api.serializers import MAX_STOCK
from catalog.models import Category
from catalog.services.names import name_key
from common.amounts import MOST, decimal_of
from common.spreadsheets import Number, SafeText
from common.text import plain

YES = {"yes", "si", "true", "verdadero", "1", "x"}
NO = {"no", "false", "falso", "0"}
LONGEST = 20_000


def number(value: Any) -> Decimal:
    """What a cell holds, be it a number of XLSX or a text of either language."""
    if value is None or value == "":
        raise ValueError(_("A number is missing."))
    try:
        if isinstance(value, bool):
            raise ValueError
        if not isinstance(value, int | float | Decimal):
            return decimal_of(str(value))
        found = Decimal(str(value))
        if not found.is_finite() or found != round(found, 2):
            raise ValueError
    except (ValueError, ArithmeticError):
        text = _("%s is no number such as 25.000,50.") % str(value)[:40]
        raise ValueError(text) from None
    return found


class PriceCell(Number):
    def clean(self, value, row=None, **kwargs) -> Decimal:
        price = number(value)
        if not 0 <= price <= MOST:
            raise ValueError(_("A price is from 0 to %s.") % MOST)
        return price.quantize(Decimal("0.01"))


class WholeCell(Number):
    """A whole number; an empty cell is None."""

    def clean(self, value, row=None, **kwargs) -> int | None:
        if value is None or value == "":
            return None
        found = number(value)
        if found != int(found) or not 0 <= found <= 2**63 - 1:
            raise ValueError(_("%s is no whole number.") % str(value)[:40])
        return int(found)


class StockCell(WholeCell):
    def clean(self, value, row=None, **kwargs) -> int:
        found = super().clean(value)
        if found is None or found > MAX_STOCK:
            raise ValueError(_("The stock is a number from 0 to %d.") % MAX_STOCK)
        return found


class YesNoCell(Widget):
    def render(self, value, obj=None, **kwargs) -> str:
        return _("yes") if value else _("no")

    def clean(self, value, row=None, **kwargs) -> bool:
        word = plain(str(value)).strip()
        if word in YES | NO:
            return word in YES
        raise ValueError(_("Write yes or no."))


class TextCell(SafeText):
    def render(self, value, obj=None, **kwargs) -> str:
        return super().render(one_kind_of_line_end(str(value or "")))

    def clean(self, value, row=None, **kwargs) -> str:
        text = one_kind_of_line_end(super().clean(value))
        if len(text) > LONGEST:
            raise ValueError(_("The text is too long."))
        return text


def one_kind_of_line_end(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


class NameCell(SafeText):
    """Judged as the API judges names."""

    field = Name(max_length=200)

    def clean(self, value, row=None, **kwargs) -> str:
        try:
            return self.field.run_validation(super().clean(value))
        except ValidationError as error:
            raise ValueError(str(error.detail[0])) from None


class CategoryCell(SafeText):
    """A category by its name, which only one has; empty for none."""

    def __init__(self):
        super().__init__()
        self.ids: dict[str, int] = {}
        self.names: dict[int, str] = {}

    def load(self) -> None:
        rows = Category.objects.filter(deleted_at=None).values_list("pk", "name_key", "name")
        self.ids = {key: pk for pk, key, _name in rows}
        self.names = {pk: name for pk, _key, name in rows}

    def render(self, value, obj=None, **kwargs) -> str:
        return super().render(self.names.get(value, ""))

    def clean(self, value, row=None, **kwargs) -> int | None:
        name = super().clean(value).strip()
        if not name:
            return None
        if (found := self.ids.get(name_key(name))) is None:
            raise ValueError(_("There is no category %s.") % name[:60])
        return found
