"""The admin of orders, checkouts, refunds, returns, vouchers and delivery rates."""

from orders.admin import delivery_rates, orders, refunds, returns, vouchers

__all__ = ["delivery_rates", "orders", "refunds", "returns", "vouchers"]
