from django.db import models
from django.db.models import Q

from orders.permissions import sees_all_orders


class OrderQuerySet(models.QuerySet):
    def visible_to(self, user) -> "OrderQuerySet":
        """A shopper's own orders; all of them for staff with the permission."""
        return self.all() if sees_all_orders(user) else self.filter(user=user)

    def with_items(self) -> "OrderQuerySet":
        """With buyer and items, in one query more, however many orders there are."""
        return self.select_related("user").prefetch_related("items")

    def search(self, text: str, *, in_personal_data: bool = False) -> "OrderQuerySet":
        """Part of the invoice, in any case; where asked for, also of e-mail and reference."""
        found = Q(invoice_id__icontains=text)
        if in_personal_data:
            found |= Q(email__icontains=text) | Q(user__email__icontains=text)
            found |= Q(ref_payco__icontains=text)
        return self.filter(found)
