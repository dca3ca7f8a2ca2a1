"""Export all data that the shop holds of a person, and no other person's data."""

from django.utils import timezone
from rest_framework import serializers

from catalog.models import StockAlert
from common.models import AuditEvent, OutboxMail
from orders.api.returns import ReturnSerializer
from orders.api.serializers import OrderSerializer
from orders.models import Checkout, CheckoutItem, Order, OrderReturn, PaymentAttempt
from users.api.addresses.serializers import AddressSerializer
from users.api.serializers import ProfileSerializer
from users.models import AppUser


class AttemptSerializer(serializers.ModelSerializer):
    class Meta:
        model = PaymentAttempt
        fields = ("reference", "state", "reason", "amount", "currency", "at")


class LineSerializer(serializers.ModelSerializer):
    class Meta:
        model = CheckoutItem
        fields = ("product_id", "product_name", "quantity", *CheckoutItem.TAX_FIELDS)


class CheckoutExportSerializer(serializers.ModelSerializer):
    """A checkout as stored, with the buyer's input."""

    items = LineSerializer(many=True)
    attempts = AttemptSerializer(many=True)

    class Meta:
        model = Checkout
        fields = (
            *("invoice", "status", *Checkout.BUYER_FIELDS),
            *Checkout.DELIVERY_FIELDS,
            *Checkout.AMOUNT_FIELDS,
            *("items", "attempts", "expires_at", "created_at", "updated_at"),
        )


class ReturnWithReasons(ReturnSerializer):
    class Meta(ReturnSerializer.Meta):
        fields = [*ReturnSerializer.Meta.fields, "refusal_reason"]
        read_only_fields = fields


class EventSerializer(serializers.ModelSerializer):
    class Meta:
        model = AuditEvent
        fields = ("at", "action", "address", "detail")


class MailSerializer(serializers.ModelSerializer):
    class Meta:
        model = OutboxMail
        fields = ("kind", "to", "created_at", "sent_at")


def personal_data(user: AppUser) -> dict:
    """Return the data as plain JSON values."""
    profile = ProfileSerializer(user).data
    return {
        "exported_at": serializers.DateTimeField().to_representation(timezone.now()),
        "profile": profile,
        "consent": profile["privacy"],
        "addresses": AddressSerializer(user.addresses.order_by("pk"), many=True).data,
        "checkouts": CheckoutExportSerializer(checkouts_of(user), many=True).data,
        "orders": OrderSerializer(orders_of(user), many=True).data,
        "returns": ReturnWithReasons(returns_of(user), many=True).data,
        "stock_alerts": [alert.product_id for alert in alerts_of(user)],
        "log": EventSerializer(events_of(user), many=True).data,
        "mails": MailSerializer(OutboxMail.objects.filter(to__iexact=user.email), many=True).data,
    }


def checkouts_of(user: AppUser):
    rows = Checkout.objects.filter(user=user.pk).order_by("pk")
    return rows.prefetch_related("items", "attempts")


def returns_of(user: AppUser):
    return OrderReturn.objects.filter(order__user=user.pk).order_by("pk")


def orders_of(user: AppUser):
    """Return the person's own orders, also for staff, who see all orders elsewhere."""
    rows = Order.objects.filter(user=user.pk).select_related("user").with_items()
    return rows.order_by("pk")


def alerts_of(user: AppUser):
    return StockAlert.objects.filter(user=user.pk).order_by("pk")


def events_of(user: AppUser):
    """Return the person's own actions; actions of others would name those people."""
    return AuditEvent.objects.filter(actor=user, subject=user.audit_name).order_by("pk")
