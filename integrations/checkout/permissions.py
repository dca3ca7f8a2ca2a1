from django.utils.translation import gettext_lazy as _
from rest_framework.permissions import BasePermission


class MayCheckOut(BasePermission):
    """Members of the Checkout group, checked on each request, and superusers."""

    message = _("Your account can't make purchases.")

    def has_permission(self, request, view) -> bool:
        return request.user.has_perm("orders.add_checkout")
