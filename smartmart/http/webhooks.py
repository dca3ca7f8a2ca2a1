"""The webhooks that the shop sends, for the schema (common/webhooks sends them)."""

from drf_spectacular.utils import OpenApiWebhook, extend_schema, inline_serializer
from rest_framework import serializers

from catalog.api.serializers import ProductSerializer
from orders.api.returns import ReturnSerializer
from orders.api.serializers import OrderSerializer

SIGNED = (
    "Signed by Standard Webhooks: `webhook-id`, `webhook-timestamp` and `webhook-signature`. "
    "Verify it, then answer 2xx within five seconds; the same id may come twice."
)


class ReturnEventSerializer(ReturnSerializer):
    invoice_id = serializers.CharField(help_text="The order's.")

    class Meta(ReturnSerializer.Meta):
        fields = [*ReturnSerializer.Meta.fields, "invoice_id"]
        read_only_fields = fields


class ProductEventSerializer(ProductSerializer):
    is_deleted = serializers.BooleanField()


def webhook(event: str, summary: str, data: serializers.BaseSerializer) -> OpenApiWebhook:
    name = "".join(part.title() for part in event.replace("_", ".").split("."))
    body = inline_serializer(
        f"{name}Event",
        {
            "type": serializers.ChoiceField(choices=[event]),
            "timestamp": serializers.DateTimeField(),
            "data": data,
        },
    )
    described = extend_schema(
        summary=summary,
        description=SIGNED,
        tags=["webhooks"],
        request=body,
        responses={"2XX": None},
    )
    return OpenApiWebhook(name=event, decorator=described)


order_paid = webhook("order.paid", "An order is paid", OrderSerializer())
order_review = webhook("order.review", "A paid order needs review", OrderSerializer())
order_status = webhook("order.status_changed", "An order took a step", OrderSerializer())
order_refunded = webhook("order.refunded", "A refund is done", OrderSerializer())
order_reversed = webhook("order.reversed", "A payment was reversed", OrderSerializer())
return_requested = webhook("return.requested", "A buyer returns goods", ReturnEventSerializer())
product_changed = webhook("product.changed", "A product was written", ProductEventSerializer())
stock_low = webhook("stock.low", "A sale left few of a product", ProductEventSerializer())
