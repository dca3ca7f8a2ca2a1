"""Serializer fields for taxes."""

from decimal import Decimal

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from common.money.taxes import TaxClass, rate_text


@extend_schema_field({"type": "string", "example": "0.19"})
class RateField(serializers.Field):
    """A fraction as text, without trailing zeros."""

    def to_representation(self, rate: Decimal) -> str:
        return rate_text(rate)


class TaxRowSerializer(serializers.Serializer):
    """One tax class of a cart, including its share of delivery."""

    tax_class = serializers.ChoiceField(choices=TaxClass.choices)
    rate = serializers.CharField(help_text='A fraction: "0.19".')
    base = serializers.DecimalField(max_digits=14, decimal_places=2)
    amount = serializers.DecimalField(max_digits=14, decimal_places=2)
