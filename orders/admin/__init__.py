"""The admin of orders, checkouts, refunds and returns."""

<<<<<<< HEAD
from orders.admin import orders, refunds, returns

__all__ = ["orders", "refunds", "returns"]
=======
from orders.admin import delivery_rates, orders, refunds, vouchers

__all__ = ["delivery_rates", "orders", "refunds", "vouchers"]
>>>>>>> main
