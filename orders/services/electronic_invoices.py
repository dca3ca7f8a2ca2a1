"""Electronic invoices: the provider's number and CUFE of an order."""

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from common import audit
from common.db.transactions import retried_transaction
from orders.models import Order

# A hex SHA-384; point-of-sale documents have a CUDE of the same form.
valid_cufe = RegexValidator(re.compile(r"[0-9a-fA-F]{96}\Z"), _("A CUFE has 96 hex digits."))
valid_number = RegexValidator(re.compile(r"[A-Za-z0-9 -]{1,40}\Z"), _("Letters and digits only."))


@retried_transaction
def record_electronic_invoice(order: Order, *, number: str, cufe: str, by: Any) -> None:
    """Store them on the order; empty strings remove them. Raises ValidationError."""
    for text, valid in ((number, valid_number), (cufe, valid_cufe)):
        if text:
            valid(text)
    if cufe and not number:
        raise ValidationError(_("Enter the invoice number, too."))
    order.einvoice_number, order.cufe = number, cufe.lower()
    order.save(update_fields=["einvoice_number", "cufe", "updated_at"])
    audit.record(
        "electronic_invoice",
        actor=by,
        subject=f"order:{order.invoice_id}",
        detail={"number": number},
    )
