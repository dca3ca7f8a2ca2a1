"""The admin of orders, checkouts, refunds and returns."""

from orders.admin import orders, refunds, returns

__all__ = ["orders", "refunds", "returns"]
