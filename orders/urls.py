from django.urls import path

from orders.views import OrderViewSet

urlpatterns = [
    path("orders/", OrderViewSet.as_view({"get": "list"}), name="orders"),
    path(
        "orders/<str:invoice_id>/",
        OrderViewSet.as_view({"get": "retrieve", "patch": "partial_update"}),
        name="order",
    ),
]
