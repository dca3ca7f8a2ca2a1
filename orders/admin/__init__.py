"""The admin of orders, checkouts, refunds, returns, vouchers and delivery rates."""

from orders.admin import checkouts, delivery_rates, orders, refunds, returns, vouchers

__all__ = ["checkouts", "delivery_rates", "orders", "refunds", "returns", "vouchers"]
