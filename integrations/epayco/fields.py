"""Read fields of ePayco's responses and notifications under their various names."""

import re
from collections.abc import Mapping
from typing import Any

from django.conf import settings

# ePayco's calls use different names for the same field; the first one present counts.
NAMES = {
    "reference": ("refPayco", "ref_payco", "x_ref_payco"),
    "invoice": ("invoice", "x_id_invoice", "x_id_factura", "factura"),
    "amount": ("amount", "x_amount", "valor"),
    "currency": ("currency", "x_currency_code", "moneda"),
    "code": ("codTransactionState", "x_cod_transaction_state", "cod_transaction_state"),
    "word": ("status", "transactionState", "x_transaction_state", "estado"),
    "test": ("testMode", "x_test_request", "enpruebas"),
    "transaction": ("transactionId", "x_transaction_id", "transaction_id"),
    "merchant": ("clientId", "x_cust_id_cliente", "custIdCliente"),
    "approval": ("autorizacion", "x_approval_code", "approvalCode"),
    "bank": ("bank", "x_bank_name", "banco"),
    "method": ("franchise", "x_franchise", "franquicia"),
    "reason": ("response", "responseReasonText", "x_response_reason_text", "respuesta"),
}
YES = frozenset({"true", "1", "si", "sí", "yes"})
TEST_BANK = "banco de pruebas"


def text(answer: Mapping[str, Any], what: str) -> str:
    """Return a value of the response as a string, "" if missing; numbers are strings already."""
    return next((word for name in NAMES[what] if (word := word_of(answer.get(name)))), "")


def word_of(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return value.strip() if isinstance(value, str) else ""


def flag_of_test(fields: Mapping[str, Any]) -> bool | None:
    """Return whether it is a test, or None if that is unclear or contradicted."""
    said = {word_of(fields[name]).lower() for name in NAMES["test"] if name in fields}
    if said & YES:
        return True
    is_clear = said == {"false"} and not looks_like_test(fields)
    return False if is_clear else None


def looks_like_test(fields: Mapping[str, Any]) -> bool:
    """Return True for ePayco's test approvals: a code of zeros, or its own test bank, under any of
    their names."""
    codes = [word_of(fields.get(name)) for name in NAMES["approval"]]
    banks = [word_of(fields.get(name)) for name in NAMES["bank"]]
    is_zeros = any(re.fullmatch("0+", code) for code in codes)
    return is_zeros or any(" ".join(bank.casefold().split()) == TEST_BANK for bank in banks)


def is_for_this_shop(fields: Mapping[str, Any]) -> bool:
    """Return True if all merchant numbers present are this shop's; there may be none."""
    there = [fields[name] for name in NAMES["merchant"] if fields.get(name) not in (None, "")]
    return all(is_own(word_of(value)) for value in there)


def is_own(merchant: str) -> bool:
    """Compare as numbers if both are numeric: JSON drops leading zeros."""
    own = settings.P_CUST_ID_CLIENTE
    if merchant.isascii() and merchant.isdecimal() and own.isascii() and own.isdecimal():
        return merchant.lstrip("0") == own.lstrip("0")
    return merchant == own
