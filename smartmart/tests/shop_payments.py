"""Payments as ePayco knows them, and their notifications, for the model of the shop."""

import hashlib
import re
from dataclasses import dataclass

from django.conf import settings
from hypothesis import strategies as st

STATES = ("1", "2", "3", "4", "6", "7", "8", "9", "10", "11", "12")


AMOUNT = re.compile(r"\d{1,12}(\.\d{1,6})?", re.ASCII)


SIGNED = ("x_ref_payco", "x_transaction_id", "x_amount", "x_currency_code")


# Changes of a field on its way; <…> stands for a value of the model.
CHANGES = st.sampled_from(
    [
        *(("x_cod_transaction_state", state) for state in (*STATES, "01", "1 ", "99", "")),
        *(("x_amount", amount) for amount in ("<same>.00", "1", "0", "1e5", "")),
        *(("x_currency_code", code) for code in ("USD", "cop", "COPX", "")),
        *(("x_ref_payco", reference) for reference in ("<other>", "999", "")),
        *(("x_id_invoice", invoice) for invoice in ("<other>", "INV-unknown", "<lower>")),
        ("x_id_factura", "INV-unknown"),
        ("x_test_request", "TRUE"),
        ("x_transaction_id", "7"),
        ("x_extra1", "añadido"),
        ("x_signature", "0" * 64),
    ]
)


@dataclass
class Payment:
    """A payment as ePayco knows it. The payer can alter all but the reference in the browser."""

    reference: str
    invoice: str
    amount: str
    currency: str = "COP"
    state: str = "3"
    is_test: bool = False

    def record(self) -> dict[str, str]:
        return {
            "refPayco": self.reference,
            "invoice": self.invoice,
            "amount": self.amount,
            "currency": self.currency,
            "codTransactionState": self.state,
            "testMode": str(self.is_test).lower(),
        }

    def notice(self) -> dict[str, str]:
        fields = {
            "x_ref_payco": self.reference,
            "x_transaction_id": self.reference,
            "x_amount": self.amount,
            "x_currency_code": self.currency,
            "x_id_invoice": self.invoice,
            "x_id_factura": self.invoice,
            "x_cod_transaction_state": self.state,
            "x_test_request": str(self.is_test).upper(),
        }
        return fields | {"x_signature": signature(fields)}


def signature(fields: dict[str, str]) -> str:
    """The formula, written down a second time: the model does not ask the shop for it."""
    texts = [settings.P_CUST_ID_CLIENTE, settings.P_KEY, *(fields[name] for name in SIGNED)]
    return hashlib.sha256("^".join(texts).encode()).hexdigest()


def is_well_formed(fields: dict[str, str]) -> bool:
    needed = [fields[name] for name in (*SIGNED, "x_cod_transaction_state")]
    one_invoice = fields["x_id_invoice"] == fields["x_id_factura"]
    return all(needed) and one_invoice and bool(AMOUNT.fullmatch(fields["x_amount"]))


def deciding(fields: dict[str, str]) -> list[str]:
    """What tells two notifications of a payment apart; the others only count a delivery more."""
    names = [*SIGNED, "x_id_invoice", "x_cod_transaction_state"]
    # With verification nobody trusts this field of a notification.
    names += [] if settings.EPAYCO_VERIFY else ["x_test_request"]
    return [fields[name] for name in names]


def claimed(fields: dict[str, str]) -> Payment:
    return Payment(
        reference=fields["x_ref_payco"],
        invoice=fields["x_id_invoice"],
        amount=fields["x_amount"],
        currency=fields["x_currency_code"],
        state=fields["x_cod_transaction_state"],
        is_test=fields["x_test_request"] == "TRUE",
    )
