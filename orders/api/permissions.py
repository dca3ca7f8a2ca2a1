"""Who may see and process orders."""

from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView


def sees_all_orders(user) -> bool:
    """Return True for staff with view_order. Shoppers have view_order too, for their own orders."""
    return (user.is_staff or user.is_superuser) and user.has_perm("orders.view_order")


def processes_orders(user) -> bool:
    """Return True for staff who can both view and change orders."""
    return sees_all_orders(user) and user.has_perm("orders.change_order")


class ProcessesRefunds(BasePermission):
    """Refunds need the permission to process orders."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        return processes_orders(request.user)


class ProcessesOrders(BasePermission):
    """Users read their own orders; writes need orders.change_order."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        return request.method != "PATCH" or processes_orders(request.user)
