"""Parse the lines of a checkout request separately, so that all errors are reported."""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from rest_framework.fields import Field

from business_logic.entities import CartLine, LineError

REQUIRED = Field.default_error_messages["required"]
MAX_LINES = 100
MAX_QUANTITY = 10_000
LARGEST_ID = 2**63 - 1
WHOLE = re.compile(r"-?[0-9]{1,30}", re.ASCII)
PRICE = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,2}0*)?", re.ASCII)

Readers = Mapping[str, Callable[[Any], Any]]


def read_cart(body: Any, *, needs_price: bool = True) -> tuple[list[CartLine], list[LineError]]:
    """Return the valid lines, and the errors of the others."""
    items = body.get("items") if isinstance(body, Mapping) else None
    if fault := cart_fault(body, items):
        return [], [fault]
    lines: list[CartLine] = []
    faults: list[LineError] = []
    for index, item in enumerate(items):
        found, wrong = read_line(index, item, READERS if needs_price else QUOTE_READERS)
        lines += [found] if found else []
        faults += wrong
    return lines, faults


def cart_fault(body: Any, items: Any) -> LineError | None:
    if not isinstance(body, Mapping):
        return LineError(None, "non_field_errors", "invalid", _("The body must be a JSON object."))
    if items is None:
        return LineError(None, "items", "required", str(REQUIRED))
    if not isinstance(items, list):
        return LineError(None, "items", "not_a_list", _("It must be a list."))
    if not items:
        return LineError(None, "items", "empty", _("The cart is empty."))
    if len(items) > MAX_LINES:
        return LineError(None, "items", "max_length", _("At most %d lines.") % MAX_LINES)
    return None


def read_line(index: int, item: Any, readers: Readers) -> tuple[CartLine | None, list[LineError]]:
    if not isinstance(item, Mapping):
        wrong = LineError(index, "non_field_errors", "invalid", _("It must be an object."))
        return None, [wrong]
    faults: list[LineError] = []
    values: dict[str, Any] = {}
    for field, read in readers.items():
        try:
            values[field] = read(item.get(field))
        except Unreadable as error:
            faults.append(LineError(index, field, error.code, str(error)))
    return (None if faults else CartLine(index, **values)), faults


class Unreadable(Exception):
    def __init__(self, code: str, detail: str):
        super().__init__(str(detail))
        self.code = code


def whole(value: Any) -> int:
    """Parse an integer, or its ASCII digits as a string; reject 1.0, " 1 ", "٣" and true."""
    if value is None:
        raise Unreadable("required", REQUIRED)
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str) and WHOLE.fullmatch(value):
        return int(value)
    raise Unreadable("invalid", _("A whole number is required."))


def read_product_id(value: Any) -> int:
    product_id = whole(value)
    if not 0 < product_id <= LARGEST_ID:
        raise Unreadable("product_unavailable", _("This product is not available."))
    return product_id


def read_quantity(value: Any) -> int:
    quantity = whole(value)
    if quantity < 1:
        raise Unreadable("min_value", _("At least 1."))
    if quantity > MAX_QUANTITY:
        raise Unreadable("max_value", _("At most %d.") % MAX_QUANTITY)
    return quantity


def read_price(value: Any) -> Decimal:
    """Parse a price given as string or number, with at most two decimals."""
    if value is None:
        raise Unreadable("required", REQUIRED)
    text = str(value) if isinstance(value, int | float | str) else ""
    if isinstance(value, bool) or not PRICE.fullmatch(text):
        raise Unreadable("invalid", _("Enter an amount with at most two decimals."))
    return Decimal(text)


def read_price_if_given(value: Any) -> Decimal | None:
    return None if value is None else read_price(value)


READERS: Readers = {"product_id": read_product_id, "quantity": read_quantity, "price": read_price}
QUOTE_READERS: Readers = {**READERS, "price": read_price_if_given}
