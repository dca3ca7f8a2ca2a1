"""Names, codes and URLs in write bodies."""

import re
import unicodedata
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError as InvalidValue
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from stdnum import ean

from catalog.services.names import clean_name, has_control, has_hidden, name_key
from common.text import shows_something

GTIN = re.compile(r"[0-9]{8}|[0-9]{12,14}")
# No valid URL contains spaces, quotes or brackets; they only serve to break out of a page.
ODD = re.compile(r"[\s<>\"\\^`{|}\x00-\x20\x7f-\x9f]")
HOST = re.compile(r"[\w.-]{1,253}|[0-9a-fA-F:.]{2,45}")


class Name(serializers.CharField):
    """Visible text on one line, in NFC."""

    default_error_messages = {
        "control": _("Control characters are not allowed."),
        "hidden": _("Invisible characters are not allowed."),
    }

    def to_internal_value(self, data) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)

    def run_validation(self, data=serializers.empty) -> str:
        if isinstance(data, str):
            data = clean_name(data)
            for code, is_wrong in (
                ("hidden", has_hidden(data)),
                ("blank", not shows_something(data)),
                ("control", has_control(data)),
            ):
                if is_wrong:
                    self.fail(code)
        return super().run_validation(data)


class Options(serializers.DictField):
    """Up to three names, each with a value; case is ignored when comparing names."""

    child = Name(max_length=100)
    default_error_messages = {
        "max_options": _("At most 3 options."),
        "duplicate": _("An option is named twice."),
    }

    def to_internal_value(self, data) -> dict[str, str]:
        if isinstance(data, dict) and len(data) > 3:
            self.fail("max_options")
        values = super().to_internal_value(data)
        name = Name(max_length=50)
        named = {name.run_validation(key): value for key, value in values.items()}
        if len({name_key(key) for key in named}) < len(values):
            self.fail("duplicate")
        return named


class Sku(serializers.CharField):
    """Printable text without hidden characters, or empty."""

    default_error_messages = {"invalid": _("Only printable characters are allowed.")}

    def __init__(self, **kwargs):
        super().__init__(max_length=64, allow_blank=True, **kwargs)

    def to_internal_value(self, data) -> str:
        sku = unicodedata.normalize("NFC", super().to_internal_value(data))
        if not sku.isprintable() or has_hidden(sku):
            self.fail("invalid")
        return sku


class Barcode(serializers.CharField):
    """A GTIN of 8, 12, 13 or 14 digits with a valid check digit, or empty."""

    default_error_messages = {"invalid": _("Enter a GTIN of 8, 12, 13 or 14 digits.")}

    def __init__(self, **kwargs):
        super().__init__(max_length=14, allow_blank=True, **kwargs)

    def to_internal_value(self, data) -> str:
        code = super().to_internal_value(data)
        if code and not is_gtin(code):
            self.fail("invalid")
        return code


def is_gtin(code: str) -> bool:
    return bool(GTIN.fullmatch(code)) and ean.is_valid(code)


def check_image_url(url: str) -> None:
    """Raise InvalidValue unless it is an absolute http or https URL that is safe to show."""
    try:
        parts = urlsplit(url)
        fits = parts.scheme in ("http", "https") and HOST.fullmatch(parts.hostname or "")
        # Reading the port validates it.
        fits = fits and parts.port != 0 and "@" not in parts.netloc
    except ValueError:
        fits = False
    if not fits or ODD.search(url):
        raise InvalidValue(_("Enter an absolute http or https URL."), code="invalid")


class ImageUrl(serializers.CharField):
    """An absolute http or https URL, without credentials."""

    default_error_messages = {"invalid": _("Enter an absolute http or https URL.")}

    def __init__(self, **kwargs):
        super().__init__(max_length=1000, **kwargs)

    def to_internal_value(self, data) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        url = super().to_internal_value(data)
        try:
            check_image_url(url)
        except InvalidValue:
            self.fail("invalid")
        return url
