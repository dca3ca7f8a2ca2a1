from django.urls import path

from orders.api.electronic_invoices import ElectronicInvoiceView
from orders.api.orders import OrderViewSet
from orders.api.refunds import RefundViewSet
from orders.api.returns import ReturnsView

urlpatterns = [
    path("orders/", OrderViewSet.as_view({"get": "list"}), name="orders"),
    path(
        "orders/<str:invoice_id>/",
        OrderViewSet.as_view({"get": "retrieve", "patch": "partial_update"}),
        name="order",
    ),
    path(
        "orders/<str:invoice_id>/refunds/",
        RefundViewSet.as_view({"get": "list", "post": "create"}),
        name="refunds",
    ),
    path("orders/<str:invoice_id>/returns/", ReturnsView.as_view(), name="returns"),
    path(
        "orders/<str:invoice_id>/electronic-invoice/",
        ElectronicInvoiceView.as_view(),
        name="electronic_invoice",
    ),
]
