"""The admin of orders, checkouts and refunds."""

from orders.admin import orders, refunds

__all__ = ["orders", "refunds"]
