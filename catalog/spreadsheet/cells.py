"""Cells of the product table: how each is written and validated.

An invalid cell raises ValueError with the expected content."""

import re

from django.utils.translation import gettext as _
from import_export.widgets import Widget
from rest_framework.exceptions import ValidationError
from rest_framework.fields import Field

from catalog.api.fields import ImageUrl
from catalog.api.serializers import MAX_IMAGES, MAX_STOCK
from catalog.models import Category
from catalog.services.names import name_key
from common.money.taxes import TaxClass
from common.spreadsheets.cells import number, text_in
from common.spreadsheets.export import Number, SafeText
from common.spreadsheets.table import is_empty
from common.text import plain

YES = {"yes", "y", "si", "s", "true", "verdadero", "1", "x", "✓", "✔"}
NO = {"no", "n", "false", "falso", "0"}
LONGEST = 20_000


class WholeCell(Number):
    """A whole number; None if empty."""

    most = 2**63 - 1

    def expected(self) -> str:
        return _("A whole number, 0 or more.")

    def clean(self, value, row=None, **kwargs) -> int | None:
        if is_empty(value):
            return None
        try:
            found = number(value)
            if found != int(found) or not 0 <= found <= self.most:
                raise ValueError
        except ValueError:
            raise ValueError(self.expected()) from None
        return int(found)


class StockCell(WholeCell):
    most = MAX_STOCK

    def expected(self) -> str:
        return _("A whole number from 0 to %d.") % MAX_STOCK

    def clean(self, value, row=None, **kwargs) -> int:
        found = super().clean(value)
        if found is None:
            raise ValueError(self.expected())
        return found


class YesNoCell(Widget):
    def render(self, value, obj=None, **kwargs) -> str:
        return _("yes") if value else _("no")

    def clean(self, value, row=None, **kwargs) -> bool:
        word = plain(text_in(value)).strip()
        if word in YES | NO:
            return word in YES
        raise ValueError(_("yes or no."))


class TextCell(SafeText):
    def render(self, value, obj=None, **kwargs) -> str:
        return super().render(one_kind_of_line_end(str(value or "")))

    def clean(self, value, row=None, **kwargs) -> str:
        text = one_kind_of_line_end(text_in(value))
        if len(text) > LONGEST:
            raise ValueError(_("At most %d characters.") % LONGEST)
        return text


def one_kind_of_line_end(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


class JudgedCell(SafeText):
    """A cell validated by an API field."""

    def __init__(self, field: Field):
        super().__init__()
        self.field = field

    def clean(self, value, row=None, **kwargs) -> str:
        try:
            return self.field.run_validation(text_in(value))
        except ValidationError as error:
            raise ValueError(str(error.detail[0])) from None


class ImagesCell(TextCell):
    """Image URLs, one per line; spaces, commas and semicolons also separate them."""

    def clean(self, value, row=None, **kwargs) -> str:
        words = re.split(r"[,;|]?\s+", super().clean(value).strip())
        try:
            urls = [ImageUrl().run_validation(word) for word in words if word]
        except ValidationError:
            raise ValueError(_("URLs that start with http:// or https://, one per line.")) from None
        if len(urls) > MAX_IMAGES:
            raise ValueError(_("At most %d images.") % MAX_IMAGES)
        return "\n".join(urls)


class TaxClassCell(SafeText):
    """A tax class by its API value or label; empty means unchanged."""

    def clean(self, value, row=None, **kwargs) -> str:
        text = plain(text_in(value)).strip()
        known = {
            plain(str(word)): name for name, label in TaxClass.choices for word in (name, label)
        }
        if text and text not in known:
            raise ValueError(_("One of: %s.") % ", ".join(TaxClass.values))
        return known.get(text, "")


class CategoryCell(SafeText):
    """A category by its unique name; empty for none."""

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
        name = text_in(value).strip()
        if not name:
            return None
        if (found := self.ids.get(name_key(name))) is None:
            raise ValueError(_("The name of a category. None is called %s.") % name[:60])
        return found
