import django_filters

from common.http.filters import (
    AfterFilter,
    BeforeFilter,
    ListFilterSet,
    SearchTextFilter,
    StrictOrderingFilter,
)
from orders.api.permissions import sees_all_orders
from orders.models import Order
from orders.querysets import OrderQuerySet


class OrderFilter(ListFilterSet):
    """Query parameters of the order list."""

    payment_status = django_filters.ChoiceFilter(choices=Order.PaymentStatus.choices)
    status = django_filters.ChoiceFilter(choices=Order.Status.choices)
    created_after = AfterFilter(field_name="created_at")
    created_before = BeforeFilter(field_name="created_at")
    search = SearchTextFilter(
        method="find", help_text="Part of the invoice; for staff also of e-mail and reference."
    )
    ordering = StrictOrderingFilter(fields=("created_at", "updated_at", "total"))

    class Meta:
        model = Order
        fields: list[str] = []

    def find(self, orders: OrderQuerySet, name: str, text: str) -> OrderQuerySet:
        # Otherwise shoppers could guess payment references letter by letter.
        return orders.search(text, in_personal_data=sees_all_orders(self.request.user))
