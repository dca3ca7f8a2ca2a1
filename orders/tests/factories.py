"""The smallest valid rows of checkouts and orders."""

import itertools
import uuid
from datetime import timedelta
from decimal import Decimal

from django.utils import timezone

from catalog.tests.factories import make_product
from orders.models import Checkout, CheckoutItem, Order, OrderItem, PaymentAttempt
from users.tests.factories import make_user

LINE = OrderItem.TAX_FIELDS
references = itertools.count(700001)


def tax_row(base: Decimal, amount: Decimal, rate: str = "0", name: str = "standard") -> dict:
    return {"tax_class": name, "rate": rate, "base": f"{base:.2f}", "amount": f"{amount:.2f}"}


def make_checkout(user=None, product=None, quantity: int = 1, **fields) -> Checkout:
    """An open checkout of one line whose five minutes run; tax is left out of its sum."""
    user = user or make_user(groups=())
    product = product or make_product()
    subtotal = product.price * quantity
    deadline = timezone.now() + timedelta(minutes=5)
    values = {
        "invoice": f"INV-{uuid.uuid4()}",
        "user": user,
        "email": user.email,
        "subtotal": subtotal,
        "tax": Decimal(0),
        "total": subtotal,
        "taxes": [tax_row(subtotal, Decimal(0))],
        "currency": "COP",
        "expires_at": deadline,
        "hold_until": deadline,
    }
    checkout = Checkout.objects.create(**values | fields)
    CheckoutItem.objects.create(
        checkout=checkout,
        product=product,
        product_name=product.name,
        product_slug=product.slug,
        quantity=quantity,
        price=product.price,
        price_with_tax=product.price,
    )
    return checkout


def make_attempt(checkout: Checkout | None, **fields) -> PaymentAttempt:
    """An approved payment of the checkout."""
    values = {
        "reference": str(next(references)),
        "invoice": checkout.invoice if checkout else "INV-unknown",
        "checkout": checkout,
        "state": PaymentAttempt.State.APPROVED,
        "amount": checkout.total if checkout else Decimal(1000),
        "currency": "COP",
        "at": timezone.now(),
    }
    return PaymentAttempt.objects.create(**values | fields)


def make_order(user=None, product=None, quantity: int = 1, **fields) -> Order:
    """A new, paid order of one line, which took its stock before the product was counted."""
    now = timezone.now()
    settled = {"status": Checkout.Status.SETTLED, "hold_until": now}
    checkout = fields.pop("checkout", None) or make_checkout(user, product, quantity, **settled)
    values = {
        "invoice_id": checkout.invoice,
        "checkout": checkout,
        "user_id": checkout.user_id,
        "email": checkout.email,
        **{name: getattr(checkout, name) for name in Order.AMOUNT_FIELDS},
        "payment_status": Order.PaymentStatus.PAID,
        "ref_payco": str(next(references)),
        "holds_stock": True,
        "paid_at": now,
    }
    order = Order.objects.create(**values | fields)
    for line in checkout.items.all():
        copied = {
            name: getattr(line, name)
            for name in ("product_id", "product_name", "product_slug", "quantity", *LINE)
        }
        OrderItem.objects.create(order=order, total=line.price * line.quantity, **copied)
    return order
