from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import Q

from orders.api.permissions import sees_all_orders


class OrderQuerySet(models.QuerySet):
    def visible_to(self, user) -> "OrderQuerySet":
        """Return the user's own orders, or all of them for permitted staff; with their buyers."""
        if sees_all_orders(user):
            # With a join, MariaDB would start with the users and sort all orders.
            return self.prefetch_related("user")
        return self.filter(user=user).select_related("user")

    def with_items(self) -> "OrderQuerySet":
        """Prefetch items and refunds with two queries, however many orders there are."""
        return self.prefetch_related("items", "refunds")

    def search(self, text: str, *, in_personal_data: bool = False) -> "OrderQuerySet":
        """Search by part of the invoice, ignoring case; optionally also by email and reference.

        The email is the order's, or the buyer's current one."""
        found = Q(invoice_id__icontains=text)
        if in_personal_data:
            buyers = get_user_model().objects.filter(email__icontains=text)
            found |= Q(email__icontains=text) | Q(ref_payco__icontains=text)
            found |= Q(user__in=buyers.values("pk"))
        return self.filter(found)
