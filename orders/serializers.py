from rest_framework import serializers

from orders.models import Order, OrderItem


class BuyerSerializer(serializers.Serializer):
    """Whose order it is: the account as it is today."""

    id = serializers.IntegerField()
    email = serializers.EmailField()
    username = serializers.CharField()


class OrderItemSerializer(serializers.ModelSerializer):
    product_id = serializers.IntegerField()

    class Meta:
        model = OrderItem
        fields = ["product_id", "product_name", "product_slug", "quantity", "price", "total"]
        read_only_fields = fields


class OrderSerializer(serializers.ModelSerializer):
    """An order with its items, as they were on the day."""

    user = BuyerSerializer(read_only=True)
    items = OrderItemSerializer(many=True, read_only=True)

    class Meta:
        model = Order
        fields = [
            "invoice_id",
            "user",
            "first_name",
            "last_name",
            "email",
            "subtotal",
            "tax",
            "total",
            "currency",
            "payment_status",
            "status",
            "ref_payco",
            "items",
            "paid_at",
            "created_at",
            "updated_at",
        ]
        read_only_fields = fields


class OrderStatusSerializer(serializers.Serializer):
    """The step that an order shall take."""

    status = serializers.ChoiceField(choices=Order.Status.choices)
