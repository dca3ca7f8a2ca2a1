"""The admin of orders, checkouts and refunds."""

from orders.admin import delivery_rates, orders, refunds, vouchers

__all__ = ["delivery_rates", "orders", "refunds", "vouchers"]
