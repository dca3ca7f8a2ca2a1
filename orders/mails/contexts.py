"""Template contexts of emails, as plain JSON: amounts and times are strings."""

from collections.abc import Sequence
from decimal import Decimal
from urllib.parse import quote

from common.money.sharing import ZERO
from orders.models import Checkout, CheckoutItem, Order, OrderItem, OrderReturn
from orders.services.receipt import lines_of

# Labels of the gateway's payment method codes.
METHODS = {
    "VS": "Visa",
    "MC": "Mastercard",
    "AM": "American Express",
    "DC": "Diners Club",
    "PSE": "PSE",
    "EF": "Efecty",
    "BA": "Baloto",
    "GA": "Gana",
    "PR": "Punto Red",
    "RS": "Red Servi",
    "SR": "Su Red",
    "DP": "Daviplata",
    "PP": "PayPal",
    "SP": "SafetyPay",
}


def context(order: Order, items: Sequence[OrderItem]) -> dict:
    """Context of an order, with its lines and a link."""
    return purchase(order, items) | about(order)


def about(order: Order) -> dict:
    """Context of an order, without its lines."""
    return {
        "invoice": order.invoice_id,
        "path": f"/orders/{quote(order.invoice_id)}",
        "link": "order",
        "number": order.number,
        "first_name": order.first_name,
        "currency": order.currency,
        "payment_status": order.payment_status,
        "reference": order.ref_payco,
        "method": METHODS.get(order.payment_method, ""),
        "paid_at": order.paid_at.isoformat(),
        "total": str(order.total),
    }


def purchase(sold: Order | Checkout, items: Sequence[OrderItem | CheckoutItem]) -> dict:
    """Context of the lines. Their amounts include tax, so that they add up to the total."""
    lines = lines_of(sold, items)
    goods = lines[:-1] if sold.delivery_price else lines
    return {
        "first_name": sold.first_name,
        "subtotal": str(sold.subtotal),
        "discount": str(sold.discount) if sold.discount else "",
        "taxes": sold.taxes,
        "total": str(sold.total),
        "currency": sold.currency,
        "items": [
            {"name": line.name, "quantity": line.quantity, "total": str(line.total)}
            for line in goods
        ],
        "delivery": delivery(sold, sum((line.total for line in lines[len(goods) :]), ZERO)),
        "document": f"{sold.document_type} {sold.document_number}".strip(),
    }


def delivery(sold: Order | Checkout, total: Decimal = ZERO) -> dict | None:
    """Context of the delivery, if there is one; total is its price with tax."""
    if not sold.delivery_method:
        return None
    parts = (sold.address, sold.city, sold.department)
    return {
        "is_pickup": sold.delivery_method == sold.Method.PICKUP,
        "address": ", ".join(filter(None, parts)),
        "total": str(total),
    }


def cart_path(items: Sequence[CheckoutItem]) -> str:
    """Return the front end's path that fills the cart: /cart?items=12:2,15:1."""
    lines = ",".join(f"{item.product_id}:{item.quantity}" for item in items)
    return f"/cart?items={lines}"


def of_return(found: OrderReturn, items: Sequence[OrderItem]) -> dict:
    names = {str(item.product_id): item.product_name for item in items}
    return about(found.order) | {
        "id": found.pk,
        "amount": str(found.amount),
        "due": found.money_due_by.isoformat(),
        "created_at": found.created_at.isoformat(),
        "decided_at": found.decided_at.isoformat() if found.decided_at else "",
        "returned": [
            {"name": names.get(pk, pk), "quantity": quantity}
            for pk, quantity in sorted(found.quantities.items(), key=lambda line: int(line[0]))
        ],
    }
