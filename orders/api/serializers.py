from django.core.validators import URLValidator
from rest_framework import serializers
from rest_framework.serializers import ErrorDetail

from common.money.tax_fields import RateField, TaxRowSerializer
from orders.models import Order, OrderItem


class BuyerSerializer(serializers.Serializer):
    """The buyer's account as it is today."""

    id = serializers.IntegerField()
    email = serializers.EmailField()
    username = serializers.CharField()


class OrderItemSerializer(serializers.ModelSerializer):
    product_id = serializers.IntegerField()
    tax_rate = RateField(read_only=True)

    class Meta:
        model = OrderItem
        fields = [
            "product_id",
            "product_name",
            "product_slug",
            "sku",
            "quantity",
            "price",
            "price_with_tax",
            "discount",
            "tax_class",
            "tax_rate",
            "tax",
            "total",
        ]
        read_only_fields = fields


class DeliverySerializer(serializers.Serializer):
    """The delivery. Its price includes tax if those of the items do."""

    method = serializers.CharField(source="delivery_method")
    price = serializers.DecimalField(source="delivery_price", max_digits=12, decimal_places=2)
    department = serializers.CharField()
    city = serializers.CharField()
    city_code = serializers.CharField(help_text="DIVIPOLA.")
    address = serializers.CharField()
    phone = serializers.CharField(source="delivery_phone")


class DocumentSerializer(serializers.Serializer):
    """The document number on the invoice."""

    type = serializers.CharField(source="document_type")
    number = serializers.CharField(source="document_number")


class ElectronicInvoiceField(serializers.Serializer):
    """The provider's number and CUFE of the electronic invoice; empty until set."""

    number = serializers.CharField(source="einvoice_number")
    cufe = serializers.CharField()


class OrderSerializer(serializers.ModelSerializer):
    """An order with its items as they were when it was placed. delivery and document are present
    only if the buyer gave them."""

    number = serializers.IntegerField(read_only=True, help_text="Short and rising, for people.")
    user = BuyerSerializer(read_only=True)
    refunded = serializers.DecimalField(
        max_digits=14, decimal_places=2, read_only=True, help_text="What went back so far."
    )
    taxes = TaxRowSerializer(many=True, read_only=True)
    items = OrderItemSerializer(many=True, read_only=True)
    delivery = DeliverySerializer(source="*", required=False)
    document = DocumentSerializer(source="*", required=False)
    electronic_invoice = ElectronicInvoiceField(source="*", read_only=True)

    # "" until it is set, so not always a URI.
    tracking_url = serializers.CharField(read_only=True)

    class Meta:
        model = Order
        fields = [
            "invoice_id",
            "number",
            "user",
            "first_name",
            "last_name",
            "email",
            "subtotal",
            "discount",
            "voucher",
            "tax",
            "consumption_tax",
            "taxes",
            "total",
            "currency",
            "payment_status",
            "status",
            "ref_payco",
            "payment_method",
            "refunded",
            "carrier",
            "tracking_number",
            "tracking_url",
            "items",
            "electronic_invoice",
            "paid_at",
            "shipped_at",
            "delivered_at",
            "created_at",
            "updated_at",
            "delivery",
            "document",
        ]
        read_only_fields = fields

    def to_representation(self, order: Order) -> dict:
        found = super().to_representation(order)
        for name, given in (("delivery", order.delivery_method), ("document", order.document_type)):
            if not given:
                del found[name]
        return found


HTTP_ONLY = URLValidator(schemes=["http", "https"])


class OrderChangeSerializer(serializers.Serializer):
    """A new status, new tracking data, or both."""

    status = serializers.ChoiceField(choices=Order.Status.choices, required=False)
    carrier = serializers.CharField(max_length=60, required=False, allow_blank=True)
    tracking_number = serializers.CharField(max_length=100, required=False, allow_blank=True)
    tracking_url = serializers.CharField(
        max_length=500, required=False, allow_blank=True, help_text="http or https."
    )

    def validate_tracking_url(self, value: str) -> str:
        if value:
            HTTP_ONLY(value)
        return value

    def validate(self, data: dict[str, str]) -> dict[str, str]:
        if not data:
            required = ErrorDetail(self.error_messages["required"], code="required")
            raise serializers.ValidationError({"status": [required]})
        return data
