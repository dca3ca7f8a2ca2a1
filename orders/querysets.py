from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import Q

from orders.api.permissions import sees_all_orders


class OrderQuerySet(models.QuerySet):
    def visible_to(self, user) -> "OrderQuerySet":
        """A shopper's own orders; all of them for staff with the permission. With their buyers."""
        if sees_all_orders(user):
            # Joined, MariaDB would start with the users and sort every order there is.
            return self.prefetch_related("user")
        return self.filter(user=user).select_related("user")

    def with_items(self) -> "OrderQuerySet":
        """With items and refunds, in two queries more, however many orders there are."""
        return self.prefetch_related("items", "refunds")

    def search(self, text: str, *, in_personal_data: bool = False) -> "OrderQuerySet":
        """Part of the invoice, in any case; where asked for, also of e-mail and reference.

        The e-mail is the one of the order, or the one that its buyer has today."""
        found = Q(invoice_id__icontains=text)
        if in_personal_data:
            buyers = get_user_model().objects.filter(email__icontains=text)
            found |= Q(email__icontains=text) | Q(ref_payco__icontains=text)
            found |= Q(user__in=buyers.values("pk"))
        return self.filter(found)
