from django.core.exceptions import ValidationError as InvalidValue
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from orders.api.orders import named_order
from orders.api.permissions import ProcessesRefunds
from orders.api.serializers import OrderSerializer
from orders.models import Order
from orders.services.electronic_invoices import (
    record_electronic_invoice,
    valid_cufe,
    valid_number,
)
from orders.services.invoice_data import invoice_data


class ElectronicInvoiceSerializer(serializers.Serializer):
    """The provider's number and CUFE; empty strings remove them."""

    number = serializers.CharField(
        required=False, allow_blank=True, max_length=40, validators=[valid_number]
    )
    cufe = serializers.CharField(
        required=False, allow_blank=True, max_length=96, validators=[valid_cufe]
    )


class ElectronicInvoiceView(APIView):
    permission_classes = [IsAuthenticated, ProcessesRefunds]

    @extend_schema(
        tags=["orders"],
        summary="Read what an electronic invoice needs",
        description="Seller, buyer, lines, taxes, payment and refunds of the order, for your "
        "electronic invoicing provider; the same as `manage.py export_invoice`. For staff with "
        "`orders.change_order`.",
        responses=OpenApiTypes.OBJECT,
    )
    def get(self, request: Request, invoice_id: str) -> Response:
        orders = Order.objects.visible_to(request.user).with_items()
        return Response(invoice_data(named_order(orders, invoice_id)))

    @extend_schema(
        tags=["orders"],
        summary="Record an order's electronic invoice",
        description="The number and CUFE from your electronic invoicing provider. "
        "For staff with `orders.change_order`.",
        request=ElectronicInvoiceSerializer,
        responses=OrderSerializer,
    )
    def patch(self, request: Request, invoice_id: str) -> Response:
        orders = Order.objects.visible_to(request.user).with_items()
        order = named_order(orders, invoice_id)
        body = ElectronicInvoiceSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        given = {"number": order.einvoice_number, "cufe": order.cufe} | body.validated_data
        try:
            record_electronic_invoice(order, **given, by=request.user)
        except InvalidValue as error:
            raise serializers.ValidationError({"cufe": error.messages}) from None
        return Response(OrderSerializer(order).data)
