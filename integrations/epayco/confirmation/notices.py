"""Parse a payment notification without altering its fields."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import IO, Any, cast

from django.conf import settings
from django.http import QueryDict
from rest_framework.exceptions import ErrorDetail, ParseError, ValidationError
from rest_framework.parsers import BaseParser
from rest_framework.request import Request

from business_logic.entities import Payment
from common.http.parsers import UNSTORABLE, BodyTooLarge, read_json, refuse_constant
from integrations.epayco import states
from integrations.epayco.cleaning import MAX_NAME, MAX_TEXT, cleaned
from integrations.epayco.exceptions import InvalidSignature
from integrations.epayco.fields import flag_of_test
from integrations.epayco.models import LedgerEntry
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
# JSON's other literals, as a form would send them.
CONSTANTS: dict[object, str] = {None: "", True: "true", False: "false"}
MAX_SIZE = 16 * 1024
MAX_FIELDS = 200


class NoticeJSONParser(BaseParser):
    """Parse JSON and keep numbers as strings: 119000 and 119000.0 have different signatures.

    Returns a QueryDict, so that duplicate names can be detected."""

    media_type = "application/json"

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> QueryDict:
        try:
            pairs = json.loads(
                read_json(stream),
                parse_int=str,
                parse_float=str,
                parse_constant=refuse_constant,
                object_pairs_hook=list,
            )
        except (ValueError, RecursionError) as error:
            raise ParseError("The body is not valid JSON.") from error
        if not isinstance(pairs, list) or not all(isinstance(pair, tuple) for pair in pairs):
            raise ParseError("The body must be one JSON object.")
        return as_querydict(pairs)


def as_querydict(pairs: Iterable[tuple[str, object]]) -> QueryDict:
    fields = QueryDict(mutable=True)
    for name, value in pairs:
        check_text(name)
        if isinstance(value, list):
            if name in RELIED_ON:
                raise bad(name, "invalid", "It must be one value.")
            value = "…"
        fields.appendlist(name, CONSTANTS.get(value, cast("str", value)))
    return fields


@dataclass(frozen=True)
class Notification:
    """A correctly signed notification: the relevant fields, and all fields as received."""

    reference: str
    transaction_id: str
    amount: str
    currency: str
    invoice: str
    state: str
    fields: Mapping[str, str]
    # From a lookup, not from a notification.
    is_asked: bool = False

    @classmethod
    def read(cls, request: Request) -> "Notification":
        """Parse a request's notification, from body and query together.

        Raises InvalidSignature, or ValidationError if a field is missing, malformed, or has two
        different values."""
        check_size(request)
        fields = merged(request)
        check_signature(fields)
        return cls(
            reference=needed(fields, "x_ref_payco"),
            transaction_id=needed(fields, "x_transaction_id"),
            amount=amount_of(fields),
            currency=needed(fields, "x_currency_code"),
            invoice=invoice_of(fields),
            state=needed(fields, "x_cod_transaction_state"),
            fields=fields,
        )

    @classmethod
    def recorded(cls, entry: LedgerEntry) -> "Notification":
        """Return a ledger entry's notification, as received."""
        return cls(
            reference=entry.reference,
            transaction_id=entry.transaction_id,
            amount=entry.amount,
            currency=entry.currency,
            invoice=entry.invoice,
            state=entry.claimed_state,
            fields=entry.fields,
        )

    @property
    def digest(self) -> str:
        """A digest of the fields that matter."""
        counts: list[str | bool | None] = [self.reference, self.transaction_id]
        counts += [self.amount, self.currency, self.invoice, self.state, self.is_asked]
        # With verification, these fields of a notification are not trusted.
        counts.append(None if settings.EPAYCO_VERIFY else str(self.claimed_test()))
        return hashlib.sha256(json.dumps(counts).encode()).hexdigest()

    def claimed_payment(self) -> Payment:
        """Return the payment as claimed. State, invoice and test flag are not signed: trust them
        only without verification (EPAYCO_VERIFY=false)."""
        state, word = states.read(self.state)
        return Payment(
            reference=self.reference,
            invoice=self.invoice,
            state=state,
            amount=Decimal(self.amount),
            currency=self.currency,
            is_test=self.claimed_test(),
            gateway_state=word,
            reason=self.fields.get("x_response_reason_text", ""),
            method=self.fields.get("x_franchise", "").strip()[:20],
            approval_code=self.fields.get("x_approval_code", "").strip()[:30],
        )

    def claimed_test(self) -> bool | None:
        """Return the claimed test flag, or None if it is missing or contradicted."""
        said = self.fields.get("x_test_request", "").strip() or "false"
        return flag_of_test({**self.fields, "x_test_request": said})


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
