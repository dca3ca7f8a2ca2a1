"""What the layers hand each other: plain, frozen values."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import Enum
from typing import NamedTuple

from common.idempotency import Idempotency


@dataclass(frozen=True)
class CartLine:
    """One line of a cart. index is its place in the request; price is the buyer's belief, None
    where the buyer asks for it."""

    index: int
    product_id: int
    quantity: int
    price: Decimal | None


@dataclass(frozen=True)
class LineFault:
    """Why a line cannot be sold; index is None where the fault is of the cart as a whole."""

    index: int | None
    field: str
    code: str
    detail: str


@dataclass(frozen=True)
class PricedLine:
    """What one product of a cart costs, in the shop's currency. Whether price and discount hold
    the tax is the shop's choice (PRICES_INCLUDE_TAX); tax is the line's share of its class's."""

    product_id: int
    name: str
    slug: str
    quantity: int
    price: Decimal
    tax_class: str = "standard"
    tax_rate: Decimal = Decimal(0)
    price_with_tax: Decimal = Decimal(0)
    discount: Decimal = Decimal(0)
    tax: Decimal = Decimal(0)
    sku: str = ""

    @property
    def total(self) -> Decimal:
        return self.price * self.quantity

    @property
    def reduced(self) -> Decimal:
        return self.total - self.discount


@dataclass(frozen=True)
class Delivery:
    """Where the goods shall go. method is pickup or standard; an address is for the latter."""

    method: str
    department: str = ""
    city: str = ""
    address: str = ""
    phone: str = ""
    city_code: str = ""


@dataclass(frozen=True)
class Document:
    """Whom the invoice names: type CC, CE, NIT or PP, and the number as it is written."""

    type: str
    number: str


@dataclass(frozen=True)
class Buyer:
    """Who buys, as the order will remember it."""

    user_id: int
    first_name: str
    last_name: str
    email: str
    language: str = "es"
    document: Document | None = None


@dataclass(frozen=True)
class TaxRow:
    """One tax class of a cart: what is taxed, at which rate, and the tax."""

    tax_class: str
    rate: Decimal
    base: Decimal
    amount: Decimal


@dataclass(frozen=True)
class Totals:
    """subtotal before tax (delivery included, discount taken off), IVA, consumption tax, and
    their sum; taxes has a row for each class of the cart."""

    subtotal: Decimal
    tax: Decimal
    consumption_tax: Decimal = Decimal(0)
    discount: Decimal = Decimal(0)
    taxes: tuple[TaxRow, ...] = ()

    @property
    def total(self) -> Decimal:
        return self.subtotal + self.tax + self.consumption_tax


class PricedLines(NamedTuple):
    """Lines that know their tax, and what they come to."""

    lines: tuple[PricedLine, ...]
    totals: Totals


class AppliedVoucher(NamedTuple):
    """The voucher that made a cart cheaper."""

    pk: int
    code: str


@dataclass(frozen=True)
class PricedCart:
    """A cart of which every line can be sold, with what it costs today."""

    lines: tuple[PricedLine, ...]
    totals: Totals
    currency: str
    delivery: Delivery | None
    delivery_price: Decimal
    prices_include_tax: bool = False
    voucher: AppliedVoucher | None = None


@dataclass(frozen=True)
class CheckoutRequest:
    """What a buyer asks for. faults were found while the request was read, and are reported
    with those found later; is_ready is False where the gateway's session has yet to be opened."""

    buyer: Buyer
    lines: Sequence[CartLine]
    faults: Sequence[LineFault] = ()
    delivery: Delivery | None = None
    idempotency: Idempotency | None = None
    is_ready: bool = True
    voucher: str = ""
    may_remind: bool = False


@dataclass(frozen=True)
class PendingCheckout:
    """A saved checkout as the cache keeps it and the confirmation reads it."""

    pk: int
    invoice: str
    user_id: int
    first_name: str
    last_name: str
    email: str
    language: str
    totals: Totals
    currency: str
    expires_at: datetime
    lines: tuple[PricedLine, ...] = field(default=())


class PaymentState(Enum):
    """What a gateway says about one payment."""

    APPROVED = "approved"
    PENDING = "pending"
    FAILED = "failed"
    REVERSED = "reversed"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Payment:
    """One payment as the gateway reports it. gateway_state is its own word (abandoned, …), method
    its code for the way to pay, approval_code the bank's; is_test is None where the gateway does
    not clearly say whether money moved."""

    reference: str
    invoice: str
    state: PaymentState
    amount: Decimal
    currency: str
    is_test: bool | None = False
    gateway_state: str = ""
    reason: str = ""
    method: str = ""
    approval_code: str = ""


@dataclass(frozen=True)
class Outcome:
    """What became of a payment report: a word for the record, and why a person should look."""

    result: str
    attention: str = ""
