"""Rows of the shop, written directly if the API is not what is being tested."""

import itertools
import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from catalog.models import Product, StockMovement
from catalog.public import versions
from catalog.services.stock import journal as stock_journal
from common.money.taxes import rounded
from common.text import key_of
from integrations.epayco.signature import sign
from orders.models import Checkout, CheckoutItem
from users.models import AppUser
from users.tests.factories import make_user
from users.tokens import issuing as tokens

PRICE = Decimal("1000.00")
numbers = itertools.count(1)
references = itertools.count(500_000_001)


class Customer:
    """A user who can buy, with a token."""

    def __init__(self) -> None:
        self.user: AppUser = make_user(
            f"proof-{uuid.uuid4()}@example.com", f"proof-{uuid.uuid4()}", None, ("User", "Checkout")
        )
        self.token = tokens.issue(self.user)["access"]


def make_products(count: int, *, stock: int) -> list[Product]:
    """Create products at one price, with their stock in the stock history, as the invariants
    expect."""
    names = [f"Proof {next(numbers)} {uuid.uuid4().hex[:8]}" for _ in range(count)]
    Product.objects.bulk_create(
        Product(
            name=name,
            name_key=key_of(name),
            slug=name.lower().replace(" ", "-"),
            sort_name=name,
            price=PRICE,
            stock_quantity=stock,
        )
        for name in names
    )
    products = list(Product.objects.filter(name__in=names).order_by("pk"))
    stock_journal.record(
        StockMovement(product=product, change=stock, quantity_after=stock, reason="initial")
        for product in products
    )
    versions.bump(shape=True, tree=True)
    return products


def make_checkouts(
    lines: Iterable[tuple[Customer, Product]], *, hold_until: datetime | None = None
) -> list[Checkout]:
    """Create one checkout of one unit for each pair, as if begun just now.

    hold_until is the end of its hold (default: now, so the stock is available to all)."""
    pairs = list(lines)
    ends = hold_until or timezone.now()
    tax = rounded(PRICE * Decimal("0.19"), "COP")
    invoices = [f"INV-{uuid.uuid4()}" for _ in pairs]
    Checkout.objects.bulk_create(
        (
            Checkout(
                invoice=invoice,
                user=buyer.user,
                email=buyer.user.email,
                subtotal=PRICE,
                tax=tax,
                total=PRICE + tax,
                currency="COP",
                expires_at=ends,
                hold_until=ends,
            )
            for invoice, (buyer, _) in zip(invoices, pairs, strict=True)
        ),
        batch_size=500,
    )
    found = Checkout.objects.in_bulk(invoices, field_name="invoice")
    checkouts = [found[invoice] for invoice in invoices]
    CheckoutItem.objects.bulk_create(
        (
            CheckoutItem(
                checkout=checkout,
                product=product,
                product_name=product.name,
                product_slug=product.slug,
                quantity=1,
                price=PRICE,
            )
            for checkout, (_, product) in zip(checkouts, pairs, strict=True)
        ),
        batch_size=500,
    )
    return checkouts


def notice(
    invoice: str, amount: object, state: str = "1", reference: str = "", **fields: str
) -> dict[str, str]:
    """Return a signed notification. amount is the total, in whole pesos."""
    reference = reference or str(next(references))
    text = f"{Decimal(str(amount)):.0f}"
    return {
        "x_cust_id_cliente": "900002",
        "x_ref_payco": reference,
        "x_transaction_id": f"{reference}01",
        "x_amount": text,
        "x_currency_code": "COP",
        "x_id_invoice": invoice,
        "x_id_factura": invoice,
        "x_cod_transaction_state": state,
        "x_cod_response": state,
        "x_response_reason_text": "00-Aprobada",
        "x_approval_code": "123456",
        "x_test_request": "FALSE",
        "x_signature": sign(reference, f"{reference}01", text, "COP"),
    } | fields


def soon(seconds: float) -> datetime:
    return timezone.now() + timedelta(seconds=seconds)
