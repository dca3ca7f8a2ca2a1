import django_filters
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, viewsets
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from business_logic.orders import refunds
from common.http import idempotency
from common.http.filters import ListFilterSet
from orders.api.orders import named_order
from orders.api.permissions import ProcessesRefunds
from orders.api.refund_serializers import RefundRequestSerializer, RefundSerializer
from orders.models import Order, Refund


class RefundFilter(ListFilterSet):
    state = django_filters.ChoiceFilter(choices=Refund.State.choices)

    class Meta:
        model = Refund
        fields: list[str] = []


@extend_schema(tags=["orders"])
@extend_schema_view(
    list=extend_schema(
        summary="List an order's refunds",
        description="Oldest first. For staff with `orders.change_order`.",
    ),
)
class RefundViewSet(mixins.ListModelMixin, viewsets.GenericViewSet):
    """Refunds of an order, done and to do."""

    queryset = Refund.objects.none()
    permission_classes = [IsAuthenticated, ProcessesRefunds]
    serializer_class = RefundSerializer
    filterset_class = RefundFilter

    def get_queryset(self) -> QuerySet[Refund]:
        if getattr(self, "swagger_fake_view", False):
            return self.queryset
        return Refund.objects.filter(order=self.order).order_by("id")

    @property
    def order(self) -> Order:
        if not hasattr(self, "_order"):
            orders = Order.objects.visible_to(self.request.user)
            self._order = named_order(orders, self.kwargs["invoice_id"])
        return self._order

    def get_serializer_context(self) -> dict:
        context = super().get_serializer_context()
        return (
            context
            if getattr(self, "swagger_fake_view", False)
            else context | {"order": self.order}
        )

    @extend_schema(
        summary="Refund an order, in whole or in part",
        description="Recorded as `to_do`: pay it in ePayco's dashboard, then mark it as done in "
        "the admin. If ePayco reports a reversal, the refund is marked as done automatically. "
        "Products in `restock` return to the stock immediately. Refunding more than was paid or "
        "sold, or a reversed order, returns 400 `refund_refused`.",
        parameters=[idempotency.PARAMETER],
        request=RefundRequestSerializer,
        responses={201: RefundSerializer},
    )
    def create(self, request: Request, invoice_id: str) -> Response:
        body = RefundRequestSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        refund = refunds.refund(
            self.order.invoice_id,
            amount=body.validated_data["amount"],
            reason=body.validated_data["reason"],
            restock=body.quantities(),
            by=request.user,
            idempotency=idempotency.read(request, scope=f"refund of {invoice_id} "),
        )
        return Response(self.get_serializer(refund).data, status=201)
