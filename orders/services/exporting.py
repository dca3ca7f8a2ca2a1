"""Orders as a table: one row for each line, with its base and tax, for the books."""

from collections.abc import Iterator

import tablib
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from import_export.fields import Field
from import_export.resources import Resource

from common.colombia import local
from common.spreadsheets import Number, SafeText
from orders.models import Order
from orders.services.receipt import Line, lines_of

CHUNK = 500


def text(attribute: str) -> Field:
    return Field(attribute, widget=SafeText())


def number(attribute: str) -> Field:
    return Field(attribute, widget=Number())


class OrderLineResource(Resource):
    """A line with all of its order that the books ask for."""

    invoice = text("order__invoice_id")
    created = Field()
    payment_reference = text("order__ref_payco")
    payment = text("order__get_payment_status_display")
    status = text("order__get_status_display")
    first_name = text("order__first_name")
    last_name = text("order__last_name")
    email = text("order__email")
    document_type = text("order__document_type")
    document_number = text("order__document_number")
    delivery = text("order__get_delivery_method_display")
    department = text("order__department")
    city = text("order__city")
    address = text("order__address")
    phone = text("order__delivery_phone")
    product = text("name")
    quantity = number("quantity")
    price = number("price")
    base = number("base")
    tax = number("tax")
    line_total = number("total")
    order_total = number("order__total")
    currency = text("order__currency")

    def dehydrate_created(self, line: Line) -> str:
        return local(line.order.created_at)


def headers() -> list[str]:
    """What the columns are called, in the order of the resource."""
    return [
        *(_("Invoice"), _("Date (Colombia)"), _("Payment reference"), _("Payment"), _("Status")),
        *(_("First name"), _("Last name"), _("E-mail"), _("Document type"), _("Document number")),
        *(_("Delivery"), _("Department"), _("City"), _("Address"), _("Phone")),
        *(_("Product"), _("Quantity"), _("Unit price"), _("Base"), _("IVA"), _("Line total")),
        *(_("Order total"), _("Currency")),
    ]


def table_of(orders: QuerySet[Order], *, native: bool) -> tablib.Dataset:
    """native: numbers as numbers, for a format that has such."""
    dataset = OrderLineResource().export(each_line(orders), force_native_type=native)
    dataset.headers = headers()
    return dataset


def each_line(orders: QuerySet[Order]) -> Iterator[Line]:
    for order in orders.prefetch_related("items").iterator(chunk_size=CHUNK):
        yield from lines_of(order)
