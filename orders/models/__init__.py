from orders.models.checkout import Checkout, CheckoutItem
from orders.models.delivery_rate import DeliveryRate
from orders.models.details import DeliveryDetails
from orders.models.gateway_refund import GatewayRefund
from orders.models.order import Order, OrderItem, OrderNote
from orders.models.payment import PaymentAttempt
from orders.models.refund import Refund
from orders.models.returns import OrderReturn
from orders.models.voucher import Voucher, VoucherUse

__all__ = [
    "Checkout",
    "CheckoutItem",
    "DeliveryDetails",
    "DeliveryRate",
    "GatewayRefund",
    "Order",
    "OrderItem",
    "OrderNote",
    "OrderReturn",
    "PaymentAttempt",
    "Refund",
    "Voucher",
    "VoucherUse",
]
