"""Build the fields of ePayco's checkout script and sessions."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.urls import reverse

from business_logic.entities import PricedLine
from common.text import ascii_only
from orders.models import Checkout

COUNTRY = "co"
DESCRIPTION_LENGTH = 100
NAME_LENGTH = 50
# If the shop's name has no ASCII form.
NO_NAME = "Shop"
# ePayco's names of the document types.
EPAYCO_DOCUMENTS = {"CC": "CC", "CE": "CE", "NIT": "NIT", "PP": "PPN"}


def amount_text(amount: Decimal) -> str:
    """ "80920" for whole amounts, "29.50" for the rest."""
    return (
        str(amount.to_integral_value()) if amount == amount.to_integral_value() else f"{amount:.2f}"
    )


def absolute(name: str) -> str:
    return settings.PUBLIC_URL + reverse(name)


def description(lines: Sequence[PricedLine]) -> str:
    """Describe the cart in ASCII: ePayco garbles other letters."""
    return (
        ascii_only(
            ", ".join(f"{line.quantity} x {line.name}" for line in lines),
            DESCRIPTION_LENGTH,
        )
        or shop_name()
    )


def shop_name() -> str:
    return ascii_only(settings.SHOP_NAME, NAME_LENGTH) or NO_NAME


def buyer_name(checkout: Checkout) -> str:
    return f"{checkout.first_name} {checkout.last_name}".strip() or checkout.email


def payment_data(checkout: Checkout, lines: Sequence[PricedLine]) -> dict[str, Any]:
    """Return the data that opens ePayco's checkout script; all strings but test.

    Names and conventions: docs.epayco.com, checkout v1; extra1 comes back as x_extra1."""
    return {
        "key": settings.EPAYCO_PUBLIC_KEY,
        "test": settings.EPAYCO_TEST,
        "invoice": checkout.invoice,
        "name": shop_name(),
        "description": description(lines),
        "currency": checkout.currency.lower(),
        "amount": amount_text(checkout.total),
        "tax_base": amount_text(checkout.subtotal),
        "tax": amount_text(checkout.tax),
        "tax_ico": amount_text(checkout.consumption_tax),
        "country": COUNTRY,
        "lang": "es",
        "external": "false",
        "response": absolute("epayco-response"),
        "confirmation": absolute("epayco-confirmation"),
        "extra1": checkout.invoice,
        "name_billing": buyer_name(checkout),
        "email_billing": checkout.email,
        **billing_data(checkout),
        "expires_at": checkout.expires_at,
        "session_id": checkout.session_id or None,
    }


def billing_data(checkout: Checkout) -> dict[str, str]:
    """Return the buyer's address and document, as far as given."""
    given = {
        "address_billing": f"{checkout.address}, {checkout.city}" if checkout.address else "",
        "mobilephone_billing": checkout.delivery_phone,
        "type_doc_billing": EPAYCO_DOCUMENTS.get(checkout.document_type, ""),
        "number_doc_billing": checkout.document_number,
    }
    return {name: value for name, value in given.items() if value}


def session_body(checkout: Checkout, lines: Sequence[PricedLine]) -> dict[str, Any]:
    """Return the body of a Smart Checkout v2 session: numeric amounts, camelCase names."""
    return {
        "checkout_version": "2",
        "name": shop_name(),
        "description": description(lines),
        "invoice": checkout.invoice,
        "currency": checkout.currency,
        "amount": number(checkout.total),
        "taxBase": number(checkout.subtotal),
        "tax": number(checkout.tax),
        "taxIco": number(checkout.consumption_tax),
        "country": COUNTRY.upper(),
        "lang": "ES",
        "test": settings.EPAYCO_TEST,
        "response": absolute("epayco-response"),
        "confirmation": absolute("epayco-confirmation"),
        "method": "POST",
        "extras": {"extra1": checkout.invoice},
        "billing": session_billing(checkout),
    }


def session_billing(checkout: Checkout) -> dict[str, str]:
    given = {
        "email": checkout.email,
        "name": buyer_name(checkout),
        "address": checkout.address,
        "typeDoc": EPAYCO_DOCUMENTS.get(checkout.document_type, ""),
        "numberDoc": checkout.document_number,
        "mobilePhone": checkout.delivery_phone,
    }
    return {name: value for name, value in given.items() if value}


def number(amount: Decimal) -> int | float:
    """Convert to a JSON number; floats represent two decimals of these amounts exactly enough."""
    return int(amount) if amount == amount.to_integral_value() else float(amount)
