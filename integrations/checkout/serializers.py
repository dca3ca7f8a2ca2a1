"""Serializers of the quote, the checkout and its status."""

from collections.abc import Iterable

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from business_logic.checkout import pending_checkouts
from business_logic.entities import PricedLine
from common.money.tax_fields import RateField, TaxRowSerializer
from common.money.taxes import TaxClass
from integrations.checkout.carts import MAX_LINES, CartLineSerializer, QuoteLineSerializer
from integrations.checkout.delivery import (
    BuyerDocumentSerializer,
    DeliveryChoiceSerializer,
    QuotedPlaceSerializer,
)
from orders.models import Checkout, CheckoutItem, PaymentAttempt

STATUSES = ["open", "pending", "paid", "review", "reversed", "expired"]


class CartSerializer(serializers.Serializer):
    items = CartLineSerializer(many=True, min_length=1, max_length=MAX_LINES)
    delivery = DeliveryChoiceSerializer(required=False, allow_null=True)
    document = BuyerDocumentSerializer(required=False, allow_null=True)
    voucher = serializers.CharField(required=False, allow_null=True, max_length=40)
    remind = serializers.BooleanField(
        required=False,
        help_text="true: the buyer agrees to one mail if the checkout is left unpaid.",
    )


class QuoteRequestSerializer(serializers.Serializer):
    items = QuoteLineSerializer(many=True, min_length=1, max_length=MAX_LINES)
    delivery = QuotedPlaceSerializer(required=False, allow_null=True)
    document = BuyerDocumentSerializer(required=False, allow_null=True)
    voucher = serializers.CharField(required=False, allow_null=True, max_length=40)


class CheckoutItemSerializer(serializers.Serializer):
    product_id = serializers.IntegerField()
    product_name = serializers.CharField()
    product_slug = serializers.CharField()
    quantity = serializers.IntegerField()
    price = serializers.DecimalField(max_digits=12, decimal_places=2)
    price_with_tax = serializers.DecimalField(max_digits=14, decimal_places=2)
    discount = serializers.DecimalField(max_digits=14, decimal_places=2)
    tax_class = serializers.ChoiceField(choices=TaxClass.choices)
    tax_rate = RateField()
    tax = serializers.DecimalField(
        max_digits=14, decimal_places=2, help_text="Includes its share of delivery's tax."
    )
    total = serializers.DecimalField(
        max_digits=14, decimal_places=2, help_text="quantity × price, before the discount."
    )


def item_rows(lines: Iterable[PricedLine]) -> list[dict]:
    """Return lines under their names in the API."""
    return [
        {
            "product_id": line.product_id,
            "product_name": line.name,
            "product_slug": line.slug,
            "quantity": line.quantity,
            **{name: getattr(line, name) for name in CheckoutItem.TAX_FIELDS},
            "total": line.total,
        }
        for line in lines
    ]


class QuotedDeliverySerializer(serializers.Serializer):
    method = serializers.CharField()
    price = serializers.DecimalField(
        max_digits=12, decimal_places=2, help_text="With or without tax, like prices."
    )


class QuoteSerializer(serializers.Serializer):
    """The current price of a cart; no stock is held."""

    currency = serializers.CharField()
    items = CheckoutItemSerializer(many=True)
    delivery = QuotedDeliverySerializer(allow_null=True)
    subtotal = serializers.DecimalField(max_digits=14, decimal_places=2)
    discount = serializers.DecimalField(max_digits=14, decimal_places=2)
    tax = serializers.DecimalField(max_digits=14, decimal_places=2)
    consumption_tax = serializers.DecimalField(max_digits=14, decimal_places=2)
    taxes = TaxRowSerializer(many=True)
    total = serializers.DecimalField(max_digits=14, decimal_places=2)


class LastAttemptSerializer(serializers.ModelSerializer):
    state = serializers.CharField(source="gateway_state")

    class Meta:
        model = PaymentAttempt
        fields = ["state", "reason", "at"]


class CheckoutSerializer(serializers.ModelSerializer):
    """The status of a checkout. Needs order, items and attempts prefetched, and now in context."""

    status = serializers.SerializerMethodField()
    taxes = TaxRowSerializer(many=True, read_only=True)
    items = serializers.SerializerMethodField()
    last_attempt = serializers.SerializerMethodField()
    order = serializers.SerializerMethodField()

    class Meta:
        model = Checkout
        fields = [
            "invoice",
            "status",
            "subtotal",
            "discount",
            "voucher",
            "tax",
            "consumption_tax",
            "taxes",
            "total",
            "currency",
            "items",
            "expires_at",
            "last_attempt",
            "order",
        ]

    @extend_schema_field(serializers.ChoiceField(choices=STATUSES))
    def get_status(self, checkout: Checkout) -> str:
        return pending_checkouts.status(checkout, now=self.context["now"])

    @extend_schema_field(CheckoutItemSerializer(many=True))
    def get_items(self, checkout: Checkout) -> list[dict]:
        rows = item_rows(pending_checkouts.lines_of(checkout))
        return CheckoutItemSerializer(rows, many=True).data

    @extend_schema_field(LastAttemptSerializer(allow_null=True))
    def get_last_attempt(self, checkout: Checkout) -> dict | None:
        attempts = checkout.attempts.all()
        attempt = max(attempts, key=lambda attempt: (attempt.at, attempt.pk), default=None)
        return LastAttemptSerializer(attempt).data if attempt else None

    def get_order(self, checkout: Checkout) -> str | None:
        order = getattr(checkout, "order", None)
        return order.invoice_id if order else None
