"""Parse the lines of a cart one by one, so that all errors are reported."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext, gettext_lazy
from rest_framework import serializers

from business_logic.entities import CartLine, LineError
from common.http.fields import PlainDecimal, WholeNumber

REQUIRED = serializers.Field.default_error_messages["required"]
MAX_LINES = 100
MAX_QUANTITY = 10_000
LARGEST_ID = 2**63 - 1


class CartNumber(WholeNumber):
    pattern = re.compile(r"-?[0-9]{1,30}")
    default_error_messages = {"invalid": gettext_lazy("A whole number is required.")}

    def to_internal_value(self, data: Any) -> int:
        # However large: it is out of range then.
        return data if type(data) is int else super().to_internal_value(data)


class ProductId(CartNumber):
    default_error_messages = {"product_unavailable": gettext_lazy("This product is not available.")}

    def to_internal_value(self, data: Any) -> int:
        product_id = super().to_internal_value(data)
        if not 0 < product_id <= LARGEST_ID:
            self.fail("product_unavailable")
        return product_id


class Quantity(CartNumber):
    # Here and not by validators, whose message would keep the language of its first reader.
    default_error_messages = {"min_value": gettext_lazy("At least 1.")}

    def to_internal_value(self, data: Any) -> int:
        quantity = super().to_internal_value(data)
        if quantity < 1:
            self.fail("min_value")
        if quantity > MAX_QUANTITY:
            detail = gettext("At most %d.") % MAX_QUANTITY
            raise serializers.ValidationError(detail, code="max_value")
        return quantity


class ExpectedPrice(PlainDecimal):
    """Compared with the product's price, so any number with at most two decimals will do."""

    pattern = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,2}0*)?")
    default_error_messages = {"invalid": gettext_lazy("Enter an amount with at most two decimals.")}

    def to_internal_value(self, data: Any) -> Decimal:
        return Decimal(self.text_of(data))


class CartLineSerializer(serializers.Serializer):
    """A line of a cart."""

    product_id = ProductId(min_value=1)
    quantity = Quantity(min_value=1, max_value=MAX_QUANTITY)
    price = ExpectedPrice(
        max_digits=12, decimal_places=2, help_text="The product's current unit price."
    )
    default_error_messages = {"invalid": gettext_lazy("It must be an object.")}

    def to_internal_value(self, data: Any) -> dict:
        """Treat null as missing."""
        if isinstance(data, Mapping):
            data = {name: value for name, value in data.items() if value is not None}
        return super().to_internal_value(data)


class QuoteLineSerializer(CartLineSerializer):
    """A line whose price is optional: the response has it."""

    price = ExpectedPrice(max_digits=12, decimal_places=2, required=False)


# Built once, because building one takes longer than reading a cart.
CART_LINE, QUOTE_LINE = CartLineSerializer(), QuoteLineSerializer()


def read_cart(body: Any, *, needs_price: bool = True) -> tuple[list[CartLine], list[LineError]]:
    """Return the valid lines, and the errors of the others."""
    items = body.get("items") if isinstance(body, Mapping) else None
    if fault := cart_fault(body, items):
        return [], [fault]
    reader = CART_LINE if needs_price else QUOTE_LINE
    lines: list[CartLine] = []
    faults: list[LineError] = []
    for index, item in enumerate(items):
        try:
            lines.append(CartLine(index, **{"price": None} | reader.to_internal_value(item)))
        except serializers.ValidationError as error:
            faults += line_errors(index, error.detail)
    return lines, faults


def line_errors(index: int, detail: dict) -> list[LineError]:
    return [
        LineError(index, field, error.code, error)
        for field, errors in detail.items()
        for error in errors
    ]


def cart_fault(body: Any, items: Any) -> LineError | None:
    if not isinstance(body, Mapping):
        detail = gettext("The body must be a JSON object.")
        return LineError(None, "non_field_errors", "invalid", detail)
    if items is None:
        return LineError(None, "items", "required", str(REQUIRED))
    if not isinstance(items, list):
        return LineError(None, "items", "not_a_list", gettext("It must be a list."))
    if not items:
        return LineError(None, "items", "empty", gettext("The cart is empty."))
    if len(items) > MAX_LINES:
        return LineError(None, "items", "max_length", gettext("At most %d lines.") % MAX_LINES)
    return None
