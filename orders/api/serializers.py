from rest_framework import serializers

from common.tax_fields import RateField, TaxRowSerializer
from orders.models import Order, OrderItem


class BuyerSerializer(serializers.Serializer):
    """Whose order it is: the account as it is today."""

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
    """Where the goods go; price is with or without tax, as those of the items are."""

    method = serializers.CharField(source="delivery_method")
    price = serializers.DecimalField(source="delivery_price", max_digits=12, decimal_places=2)
    department = serializers.CharField()
    city = serializers.CharField()
    city_code = serializers.CharField(help_text="DIVIPOLA.")
    address = serializers.CharField()
    phone = serializers.CharField(source="delivery_phone")


class DocumentSerializer(serializers.Serializer):
    """Whom the invoice names."""

    type = serializers.CharField(source="document_type")
    number = serializers.CharField(source="document_number")


class ElectronicInvoiceField(serializers.Serializer):
    """What the provider of electronic invoices gave the order; empty until then."""

    number = serializers.CharField(source="einvoice_number")
    cufe = serializers.CharField()


class OrderSerializer(serializers.ModelSerializer):
    """An order with its items, as they were on the day. delivery and document are there only
    where the buyer gave them."""

    user = BuyerSerializer(read_only=True)
    taxes = TaxRowSerializer(many=True, read_only=True)
    items = OrderItemSerializer(many=True, read_only=True)
    delivery = DeliverySerializer(source="*", required=False)
    document = DocumentSerializer(source="*", required=False)
    electronic_invoice = ElectronicInvoiceField(source="*", read_only=True)

    class Meta:
        model = Order
        fields = [
            "invoice_id",
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
            "items",
            "electronic_invoice",
            "paid_at",
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


class OrderStatusSerializer(serializers.Serializer):
    """The step that an order shall take."""

    status = serializers.ChoiceField(choices=Order.Status.choices)
