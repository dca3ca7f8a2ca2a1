"""Data of an order for a provider of electronic invoices."""

from datetime import datetime, timezone
from decimal import Decimal

from common import shop
from common.colombia.documents import split_check_digit
from orders.models import Order
from orders.services.books import BookDocument, documents_of


def invoice_data(order: Order) -> dict:
    """Return seller, buyer, lines, taxes, payment and refunds. Amounts are strings."""
    sold, *back = documents_of(order)
    return {
        "invoice_id": order.invoice_id,
        "number": getattr(order, "number", order.pk),
        "issued_at": moment(order.created_at),
        "currency": order.currency,
        # Whether unit prices and discounts include tax; base never does.
        "prices_include_tax": order.prices_include_tax,
        "seller": shop.identity(),
        "buyer": buyer_of(order),
        "lines": lines_of(sold),
        "subtotal": money(order.subtotal),
        "discount": money(order.discount),
        "taxes": order.taxes,
        "tax": money(order.tax),
        "consumption_tax": money(order.consumption_tax),
        "total": money(order.total),
        "payment": payment_of(order),
        "credits": [credit_of(document) for document in back],
        "electronic_invoice": {"number": order.einvoice_number, "cufe": order.cufe},
    }


def buyer_of(order: Order) -> dict:
    """Name, document and email suffice (Res. DIAN 000202/2025); the address is the delivery's."""
    number, check_digit = split_check_digit(order)
    found = {
        "first_name": order.first_name,
        "last_name": order.last_name,
        "email": order.email,
        "document": {"type": order.document_type, "number": number, "check_digit": check_digit},
    }
    if order.delivery_method == Order.Method.STANDARD:
        fields = ("department", "city", "city_code", "address")
        found["address"] = {name: getattr(order, name) for name in fields}
        found["address"]["phone"] = order.delivery_phone
    return found


def payment_of(order: Order) -> dict:
    return {
        "status": order.payment_status,
        "paid_at": moment(order.paid_at),
        "reference": order.ref_payco,
        "means": getattr(order, "payment_method", ""),
        "approval_code": getattr(order, "approval_code", ""),
    }


def lines_of(document: BookDocument) -> list[dict]:
    return [
        {
            "sku": entry.sku,
            "name": entry.name,
            "quantity": entry.quantity,
            "unit_price": money(entry.price),
            "discount": money(entry.discount),
            "tax_class": entry.tax_class,
            "tax_rate": f"{entry.rate.normalize():f}",
            "base": money(entry.base),
            "tax": money(entry.tax),
            "total": money(entry.total),
        }
        for entry in document.entries
    ]


def credit_of(document: BookDocument) -> dict:
    """Return the refunds by tax class, as negative amounts."""
    taxes = [
        {
            "tax_class": entry.tax_class,
            "rate": f"{entry.rate.normalize():f}",
            "base": money(entry.base),
            "amount": money(entry.tax),
        }
        for entry in document.entries
    ]
    return {
        "kind": document.kind,
        "at": moment(document.at),
        "total": money(document.sum("total")),
        "taxes": taxes,
    }


def money(amount: Decimal | None) -> str | None:
    return None if amount is None else f"{amount:.2f}"


def moment(at: datetime) -> str:
    """Format a time in UTC, like the API."""
    return at.astimezone(timezone.utc).isoformat().replace("+00:00", "Z")
