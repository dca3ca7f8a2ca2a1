"""GET /shop/: the shop's identity, currency, taxes and delivery terms."""

from django.conf import settings
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common import shop
from common.money import taxes
from common.money.tax_fields import RateField


class TaxClassSerializer(serializers.Serializer):
    name = serializers.ChoiceField(choices=taxes.TaxClass.choices)
    rate = RateField()


class ShopDeliverySerializer(serializers.Serializer):
    flat_rate = serializers.DecimalField(max_digits=12, decimal_places=2)
    free_from = serializers.DecimalField(
        max_digits=14, decimal_places=2, help_text="The sum of the goods; 0.00: never free."
    )
    pickup_address = serializers.CharField()


class ShopSerializer(serializers.Serializer):
    """The shop's identity and terms; unset strings are empty."""

    name = serializers.CharField()
    legal_name = serializers.CharField()
    tax_id = serializers.CharField(help_text="NIT with its check digit.")
    address = serializers.CharField()
    phone = serializers.CharField()
    email = serializers.CharField()
    currency = serializers.CharField()
    prices_include_tax = serializers.BooleanField()
    tax_classes = TaxClassSerializer(many=True)
    delivery = ShopDeliverySerializer()
    checkout_ttl_seconds = serializers.IntegerField()
    terms_url = serializers.CharField()
    privacy_url = serializers.CharField()
    privacy_version = serializers.CharField()
    withdrawal_days = serializers.IntegerField(help_text="Business days after delivery.")
    sends_reminders = serializers.BooleanField(
        help_text="Whether `remind` of a checkout has an effect: offer it only then."
    )


class ShopView(APIView):
    """Get the shop's identity, taxes and delivery terms."""

    authentication_classes: list = []
    permission_classes = [AllowAny]

    @extend_schema(responses=ShopSerializer, tags=["platform"])
    def get(self, request: Request) -> Response:
        return Response(ShopSerializer(facts()).data)


def facts() -> dict:
    return shop.identity() | {
        "currency": settings.EPAYCO_CURRENCY,
        "prices_include_tax": settings.PRICES_INCLUDE_TAX,
        "tax_classes": [{"name": name, "rate": rate} for name, rate in taxes.rates().items()],
        "delivery": {
            "flat_rate": settings.DELIVERY_FLAT_RATE,
            "free_from": settings.DELIVERY_FREE_FROM,
            "pickup_address": settings.SHOP_PICKUP_ADDRESS,
        },
        "checkout_ttl_seconds": settings.CHECKOUT_TTL_SECONDS,
        "terms_url": settings.SHOP_TERMS_URL,
        "privacy_url": settings.SHOP_PRIVACY_URL,
        "privacy_version": settings.SHOP_PRIVACY_VERSION,
        "withdrawal_days": shop.WITHDRAWAL_DAYS,
        "sends_reminders": settings.ABANDONED_CHECKOUT_HOURS > 0,
    }
