"""GET and POST /orders/{invoice_id}/returns/."""

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import generics, serializers
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from business_logic.orders import returns
from common.http.filters import ListFilterSet
from orders.api.orders import named_order
from orders.api.refund_serializers import MOST_LINES, RestockLineSerializer
from orders.models import Order, OrderReturn


class ReturnRequestSerializer(serializers.Serializer):
    items = serializers.ListField(
        child=RestockLineSerializer(),
        min_length=1,
        max_length=MOST_LINES,
        required=False,
        help_text="Everything that was not returned yet, if left out.",
    )
    reason = serializers.CharField(max_length=2000, required=False, allow_blank=True, default="")

    def quantities(self) -> dict[int, int] | None:
        lines = self.validated_data.get("items")
        if lines is None:
            return None
        found: dict[int, int] = {}
        for line in lines:
            found[line["product_id"]] = found.get(line["product_id"], 0) + line["quantity"]
        return found


class ReturnSerializer(serializers.ModelSerializer):
    items = serializers.SerializerMethodField()

    class Meta:
        model = OrderReturn
        fields = ["id", "state", "items", "reason", "amount", "money_due_by", "created_at"]
        read_only_fields = fields

    @extend_schema_field(RestockLineSerializer(many=True))
    def get_items(self, found: OrderReturn) -> list[dict[str, int]]:
        return [
            {"product_id": int(pk), "quantity": quantity}
            for pk, quantity in sorted(found.quantities.items(), key=lambda line: int(line[0]))
        ]


class ReturnFilter(ListFilterSet):
    class Meta:
        model = OrderReturn
        fields: list[str] = []


@extend_schema(tags=["orders"])
class ReturnsView(generics.ListAPIView):
    """List the returns of an order.

    The right of withdrawal: within five business days of delivery."""

    permission_classes = [IsAuthenticated]
    serializer_class = ReturnSerializer
    filterset_class = ReturnFilter

    def get_queryset(self) -> QuerySet[OrderReturn]:
        if getattr(self, "swagger_fake_view", False):
            return OrderReturn.objects.none()
        # Staff see the returns of all orders; only the owner can request one.
        orders = Order.objects.visible_to(self.request.user)
        order = named_order(orders, self.kwargs["invoice_id"])
        return OrderReturn.objects.filter(order=order).order_by("id")

    @extend_schema(
        summary="Request a return",
        request=ReturnRequestSerializer,
        responses={201: ReturnSerializer},
    )
    def post(self, request: Request, invoice_id: str) -> Response:
        order = named_order(Order.objects.filter(user=request.user.pk), invoice_id)
        body = ReturnRequestSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        found = returns.request_return(
            order.invoice_id,
            quantities=body.quantities(),
            reason=body.validated_data["reason"],
        )
        return Response(ReturnSerializer(found).data, status=201)
