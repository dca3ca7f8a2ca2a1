"""Export orders for bookkeeping: one row per order and refund, one row per line."""

from calendar import monthrange
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import tablib
from django.db.models import Prefetch, Q, QuerySet
from django.utils.formats import get_format
from django.utils.translation import gettext as _

from common.colombia.dates import end_of, local, start_of, today
from common.colombia.documents import split_check_digit
from common.money.taxes import rate_text
from common.spreadsheets.export import escape_formula
from orders.models import Order, PaymentAttempt, Refund
from orders.services import refund_shares
from orders.services.books import KINDS, BookDocument, BookEntry, documents_of

CHUNK = 500
Column = tuple[str, Callable[[Any], Any]]
Span = tuple[datetime, datetime]


def who_and_what() -> list[Column]:
    """Return the first columns of both tables."""
    return [
        (_("Kind"), lambda d: str(KINDS[d.kind])),
        (_("Number"), lambda d: getattr(d.order, "number", d.order.pk)),
        (_("Invoice"), lambda d: d.order.invoice_id),
        (_("Date (Colombia)"), lambda d: local(d.at)),
        (_("Document type"), lambda d: d.order.document_type),
        (_("Document number"), lambda d: split_check_digit(d.order)[0]),
        (_("Check digit"), lambda d: split_check_digit(d.order)[1]),
        (_("First name"), lambda d: d.order.first_name),
        (_("Last name"), lambda d: d.order.last_name),
        (_("Municipality code"), lambda d: d.order.city_code),
        (_("City"), lambda d: d.order.city),
        (_("Payment reference"), lambda d: d.order.ref_payco),
    ]


def order_columns() -> list[Column]:
    return [
        *who_and_what(),
        (_("Payment means"), lambda d: getattr(d.order, "payment_method", "")),
        (_("Approval code"), lambda d: getattr(d.order, "approval_code", "")),
        (_("Payment"), lambda d: d.order.get_payment_status_display()),
        (_("Status"), lambda d: d.order.get_status_display()),
        (_("E-mail"), lambda d: d.order.email),
        (_("Delivery"), lambda d: d.order.get_delivery_method_display()),
        (_("Department"), lambda d: d.order.department),
        (_("Address"), lambda d: d.order.address),
        (_("Phone"), lambda d: d.order.delivery_phone),
        (_("Base"), lambda d: d.sum("base")),
        (_("IVA"), lambda d: d.sum("iva")),
        (_("Consumption tax"), lambda d: d.sum("consumption_tax")),
        (_("Total"), lambda d: d.sum("total")),
        (_("Currency"), lambda d: d.order.currency),
        (_("Electronic invoice"), lambda d: d.order.einvoice_number),
        ("CUFE", lambda d: d.order.cufe),
    ]


def line_columns() -> list[Column]:
    return [
        (_("SKU"), lambda e: e.sku),
        (_("Product"), lambda e: e.name),
        (_("Quantity"), lambda e: e.quantity),
        (_("Unit price"), lambda e: e.price),
        (_("Discount"), lambda e: e.discount),
        (_("Tax class"), lambda e: e.tax_class),
        (_("Rate"), lambda e: Decimal(rate_text(e.rate))),
        (_("Base"), lambda e: e.base),
        (_("IVA"), lambda e: e.iva),
        (_("Consumption tax"), lambda e: e.consumption_tax),
        (_("Line total"), lambda e: e.total),
    ]


def tables_of(
    orders: QuerySet[Order], *, native: bool, span: Span | None = None
) -> dict[str, tablib.Dataset]:
    """Return the tables "orders" and "lines". native: numbers as numbers, for XLSX.

    span: only the documents of that time; else the orders with all of their refunds."""
    both, mine, currency = who_and_what(), line_columns(), (_("Currency"), order_currency)
    tables = {
        "orders": tablib.Dataset(headers=[name for name, _f in order_columns()], title=_("Orders")),
        "lines": tablib.Dataset(
            headers=[name for name, _f in (*both, *mine, currency)], title=_("Lines")
        ),
    }
    for document in documents(orders, span):
        tables["orders"].append(row(order_columns(), document, native))
        for entry in document.entries:
            cells = row(both, document, native) + row(mine, entry, native)
            tables["lines"].append([*cells, document.order.currency])
    return tables


def order_currency(document: BookDocument) -> str:
    return document.order.currency


def row(columns: Iterable[Column], of: BookDocument | BookEntry, native: bool) -> list:
    return [written(value(of), native) for _name, value in columns]


def written(value: Any, native: bool) -> Any:
    if isinstance(value, int | Decimal):
        return value if native else str(value).replace(".", get_format("DECIMAL_SEPARATOR"))
    return escape_formula(str(value)) if value is not None else ""


def documents(orders: QuerySet[Order], span: Span | None) -> Iterator[BookDocument]:
    with_goods = Prefetch("refunds", refund_shares.with_goods(Refund.objects.all()))
    rows = orders.prefetch_related("items", with_goods, "checkout__attempts")
    for order in rows.iterator(chunk_size=CHUNK):
        for document in documents_of(order):
            if span is None or span[0] <= document.at < span[1]:
                yield document


def of_month(month: str) -> tuple[QuerySet[Order], Span, str]:
    """Return the orders made, refunded or reversed in a month (Colombian time).

    month: "last", or such as "2026-10". Raises ValueError."""
    if month == "last":
        first = (today().replace(day=1) - timedelta(days=1)).replace(day=1)
    else:
        first = date.fromisoformat(f"{month}-01")
    last = first.replace(day=monthrange(first.year, first.month)[1])
    since, until = span = start_of(first), end_of(last)
    refunds = Refund.objects.filter(done_at__gte=since, done_at__lt=until)
    reversals = PaymentAttempt.objects.filter(
        state=PaymentAttempt.State.REVERSED, at__gte=since, at__lt=until
    )
    orders = Order.objects.filter(
        Q(created_at__gte=since, created_at__lt=until)
        | Q(pk__in=refunds.values("order"))
        | Q(checkout__in=reversals.values("checkout"))
    )
    return orders.order_by("created_at", "id"), span, f"{first:%Y-%m}"
