"""Who may see and process orders."""

from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView


def sees_all_orders(user) -> bool:
    """Every shopper has view_order for their own orders, so seeing all of them takes staff."""
    return (user.is_staff or user.is_superuser) and user.has_perm("orders.view_order")


def processes_orders(user) -> bool:
    """Whoever moves an order along must be able to see it, too."""
    return sees_all_orders(user) and user.has_perm("orders.change_order")


class ProcessesRefunds(BasePermission):
    """Refunds are the business of those who process orders."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        return processes_orders(request.user)


class ProcessesOrders(BasePermission):
    """Reading is everybody's, each their own; writing takes orders.change_order."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        return request.method != "PATCH" or processes_orders(request.user)
