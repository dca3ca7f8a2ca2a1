"""Serializers of refunds."""

from rest_framework import serializers

from common.http.fields import Amount, Count
from orders.models import Order, Refund

MOST_LINES = 100


class RestockLineSerializer(serializers.Serializer):
    product_id = Count()
    quantity = Count(max_value=2_000_000_000)


class RefundRequestSerializer(serializers.Serializer):
    """The amount, the reason, and the goods that return to stock."""

    amount = Amount(help_text="At most what was paid and has not been refunded yet.")
    reason = serializers.CharField(max_length=2000)
    restock = serializers.ListField(
        child=RestockLineSerializer(),
        max_length=MOST_LINES,
        required=False,
        help_text="Lines of one product are added up.",
    )

    def quantities(self) -> dict[int, int]:
        found: dict[int, int] = {}
        for line in self.validated_data.get("restock", []):
            found[line["product_id"]] = found.get(line["product_id"], 0) + line["quantity"]
        return found


class RefundSerializer(serializers.ModelSerializer):
    """A refund; `to_do` until the buyer has the money back."""

    invoice_id = serializers.SerializerMethodField()
    restock = serializers.SerializerMethodField()

    class Meta:
        model = Refund
        fields = [
            "id",
            "invoice_id",
            "amount",
            "reason",
            "restock",
            "state",
            "created_at",
            "updated_at",
            "done_at",
            "done_note",
        ]
        read_only_fields = fields

    def get_invoice_id(self, refund: Refund) -> str:
        order: Order = self.context["order"]
        return order.invoice_id

    def get_restock(self, refund: Refund) -> list[dict[str, int]]:
        return [
            {"product_id": int(pk), "quantity": quantity}
            for pk, quantity in sorted(refund.restocked.items(), key=lambda line: int(line[0]))
        ]
