"""Check the fields of a notification: sizes, duplicates, signature, formats."""

import re
from collections.abc import Mapping

from django.http import QueryDict
from rest_framework.exceptions import ErrorDetail, ParseError, ValidationError
from rest_framework.request import Request

from common.http.parsers import UNSTORABLE, BodyTooLarge
from integrations.epayco.exceptions import InvalidSignature
from integrations.epayco.http.cleaning import MAX_NAME, MAX_TEXT, cleaned
from integrations.epayco.signature import matches

AMOUNT = re.compile(r"\d{1,12}(\.\d{1,6})?", re.ASCII)
# Maximum length of each field that the shop uses.
LENGTHS = {
    "x_ref_payco": 64,
    "x_transaction_id": 64,
    "x_amount": 20,
    "x_currency_code": 8,
    "x_cod_transaction_state": 20,
    "invoice": 64,
}
# The shop needs these as they came. Whatever the others hold must not cost a payment.
RELIED_ON = {*LENGTHS, "x_id_invoice", "x_id_factura", "x_signature"} - {"invoice"}
MAX_SIZE = 16 * 1024
MAX_FIELDS = 200


def check_size(request: Request) -> None:
    """Raise BodyTooLarge if body and query are longer than any notification."""
    body = request.META.get("CONTENT_LENGTH") or "0"
    query = request.META.get("QUERY_STRING", "")
    if not body.isdecimal() or int(body) + len(query) > MAX_SIZE:
        raise BodyTooLarge


def merged(request: Request) -> dict[str, str]:
    """Return each field once. Raises ValidationError for a field with two different values."""
    fields: dict[str, str] = {}
    body = request.data if isinstance(request.data, QueryDict) else QueryDict()
    for source in (request.query_params, body):
        for name, values in source.lists():
            if len({*values, *([fields[name]] if name in fields else [])}) > 1:
                raise bad(name, "ambiguous", "This field has two different values.")
            if values:
                fields[name] = checked(name, values[-1])
    if len(fields) > MAX_FIELDS:
        raise ParseError("The notice has too many fields.")
    return fields


def checked(name: str, value: object) -> str:
    """Reject files, and what the shop relies on if it is odd; clean the other fields."""
    check_text(name)
    if not isinstance(value, str) or len(name) > MAX_NAME:
        raise bad(name[:MAX_NAME], "invalid", "It is not a text of sensible length.")
    if name not in RELIED_ON:
        return str(cleaned(value))
    check_text(value)
    # A signature may have any length; it just won't match.
    if len(value) > MAX_TEXT and name != "x_signature":
        raise bad(name, "invalid", "It is not a text of sensible length.")
    return value


def check_text(text: str) -> None:
    """Check a value or a name: an error that quotes it must be encodable."""
    if UNSTORABLE.search(text):
        raise ParseError("The notice has characters that cannot be stored.")


def bad(name: str, code: str, detail: str) -> ValidationError:
    return ValidationError({name: ErrorDetail(detail, code=code)})


def check_signature(fields: Mapping[str, str]) -> None:
    if not matches(
        fields.get("x_signature", ""),
        reference=fields.get("x_ref_payco", ""),
        transaction_id=fields.get("x_transaction_id", ""),
        amount=fields.get("x_amount", ""),
        currency=fields.get("x_currency_code", ""),
    ):
        raise InvalidSignature


def needed(fields: Mapping[str, str], name: str) -> str:
    value = fields.get(name, "")
    if not value.strip():
        raise bad(name, "required", "This field is required.")
    if len(value) > LENGTHS[name]:
        raise bad(name, "max_length", f"At most {LENGTHS[name]} characters.")
    return value


def amount_of(fields: Mapping[str, str]) -> str:
    amount = needed(fields, "x_amount")
    if not AMOUNT.fullmatch(amount):
        raise bad("x_amount", "invalid", "It is not an amount.")
    return amount


def invoice_of(fields: Mapping[str, str]) -> str:
    """Return the invoice from x_id_invoice or x_id_factura, which are equal if both are present."""
    named = [fields[name] for name in ("x_id_invoice", "x_id_factura") if fields.get(name)]
    if not named:
        raise bad("x_id_invoice", "required", "This field is required.")
    if len(set(named)) > 1:
        raise bad("x_id_invoice", "ambiguous", "It differs from x_id_factura.")
    if len(named[0]) > LENGTHS["invoice"]:
        raise bad("x_id_invoice", "max_length", f"At most {LENGTHS['invoice']} characters.")
    return named[0]
