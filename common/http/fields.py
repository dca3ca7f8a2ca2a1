"""Strict fields of write bodies: numbers in plain ASCII digits, true and false as such."""

import re
from decimal import Decimal
from typing import Any

from rest_framework import serializers


class WholeNumber(serializers.IntegerField):
    """A whole number in ASCII digits; true and 1.0 are invalid."""

    pattern = re.compile(r"-?[0-9]{1,20}")

    def to_internal_value(self, data: Any) -> int:
        is_number = isinstance(data, str | int) and not isinstance(data, bool)
        if not is_number or not self.pattern.fullmatch(str(data)):
            self.fail("invalid")
        return super().to_internal_value(data)


class Count(WholeNumber):
    """A whole number from 1."""

    pattern = re.compile(r"[0-9]{1,18}")

    def __init__(self, **kwargs: Any):
        super().__init__(min_value=1, **kwargs)


class PlainDecimal(serializers.DecimalField):
    """A decimal number, as a string or a number; true, 1e3 and NaN are invalid."""

    pattern = re.compile(r"-?[0-9]{1,20}(\.[0-9]{1,20})?")

    def to_internal_value(self, data: Any) -> Decimal:
        return super().to_internal_value(self.text_of(data))

    def text_of(self, data: Any) -> str:
        is_number = isinstance(data, str | int | float | Decimal) and not isinstance(data, bool)
        if not is_number or not self.pattern.fullmatch(str(data)):
            self.fail("invalid")
        return str(data)


class Price(PlainDecimal):
    """A price with at most two decimals; outer spaces are ignored."""

    def __init__(self, **kwargs: Any):
        super().__init__(max_digits=12, decimal_places=2, min_value=Decimal(0), **kwargs)

    def text_of(self, data: Any) -> str:
        return super().text_of(data.strip(" ") if isinstance(data, str) else data)


class Amount(PlainDecimal):
    """A positive amount with at most two decimals."""

    pattern = re.compile(r"[0-9]{1,12}(\.[0-9]{1,2})?")

    def __init__(self, **kwargs: Any):
        super().__init__(max_digits=14, decimal_places=2, min_value=Decimal("0.01"), **kwargs)


class StrictBoolean(serializers.BooleanField):
    """JSON's true or false only."""

    def to_internal_value(self, data: Any) -> bool:
        if not isinstance(data, bool):
            self.fail("invalid", input=data)
        return data
