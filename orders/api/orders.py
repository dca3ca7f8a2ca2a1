from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, viewsets
from rest_framework.generics import get_object_or_404
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from business_logic.orders import order_status
from orders.api.filters import OrderFilter
from orders.api.permissions import ProcessesOrders
from orders.api.serializers import OrderChangeSerializer, OrderSerializer
from orders.models import Order


@extend_schema(tags=["orders"])
@extend_schema_view(
    list=extend_schema(
        summary="List orders",
        description="Your orders, newest first. Staff with `orders.view_order` see all.",
    ),
    retrieve=extend_schema(summary="Get an order", description="Another user's order returns 404."),
)
class OrderViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    """Orders: buyers read their own, staff process them."""

    queryset = Order.objects.none()
    permission_classes = [IsAuthenticated, ProcessesOrders]
    serializer_class = OrderSerializer
    filterset_class = OrderFilter
    lookup_field = "invoice_id"

    def get_queryset(self) -> QuerySet[Order]:
        if getattr(self, "swagger_fake_view", False):
            return self.queryset
        return Order.objects.visible_to(self.request.user).with_items()

    def filter_queryset(self, queryset: QuerySet[Order]) -> QuerySet[Order]:
        # Query parameters filter the list; they never hide a single order.
        return super().filter_queryset(queryset) if self.action == "list" else queryset

    def get_object(self) -> Order:
        return named_order(self.get_queryset(), self.kwargs["invoice_id"])

    @extend_schema(
        summary="Update an order's status or tracking",
        description="`new` → `preparing` → `shipped` → `delivered`, or `cancelled` before it is "
        "shipped. Cancelling returns the stock and creates a refund of what was paid. Others "
        "return 400 `invalid_transition`. Tracking can be sent with the status or later, alone.",
        request=OrderChangeSerializer,
        responses=OrderSerializer,
    )
    def partial_update(self, request: Request, invoice_id: str) -> Response:
        # An unknown order is a 404, whatever the body.
        order = self.get_object()
        body = OrderChangeSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        tracking = dict(body.validated_data)
        if status := tracking.pop("status", None):
            order_status.change_status(order.invoice_id, status, by=request.user, tracking=tracking)
        else:
            order_status.change_tracking(order.invoice_id, tracking)
        return Response(self.get_serializer(self.get_object()).data)


def named_order(orders: QuerySet[Order], invoice_id: str) -> Order:
    """Return the order with exactly this invoice. Raises Http404."""
    order = get_object_or_404(orders, invoice_id=invoice_id)
    # Some collations match "inv-1" and "INV-1"; a URL has one spelling.
    if order.invoice_id != invoice_id:
        raise Http404
    return order
