from orders.models.checkout import Checkout, CheckoutItem
from orders.models.details import DeliveryDetails
from orders.models.order import Order, OrderItem, OrderNote
from orders.models.payment import PaymentAttempt
from orders.models.refund import Refund
from orders.models.returns import OrderReturn

__all__ = [
    "Checkout",
    "CheckoutItem",
    "DeliveryDetails",
    "Order",
    "OrderItem",
    "OrderNote",
    "OrderReturn",
    "PaymentAttempt",
    "Refund",
]
