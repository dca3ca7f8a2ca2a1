"""What the layers hand each other: plain, frozen values."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import Enum


@dataclass(frozen=True)
class CartLine:
    """One line of a cart. index is its place in the request; price is the buyer's belief."""

    index: int
    product_id: int
    quantity: int
    price: Decimal


@dataclass(frozen=True)
class LineFault:
    """Why a line cannot be sold; index is None where the fault is of the cart as a whole."""

    index: int | None
    field: str
    code: str
    detail: str


@dataclass(frozen=True)
class PricedLine:
    """What one product of a cart costs: unit price before tax, in the shop's currency."""

    product_id: int
    name: str
    slug: str
    quantity: int
    price: Decimal

    @property
    def total(self) -> Decimal:
        return self.price * self.quantity


@dataclass(frozen=True)
class Totals:
    """subtotal before tax, tax, and their sum."""

    subtotal: Decimal
    tax: Decimal

    @property
    def total(self) -> Decimal:
        return self.subtotal + self.tax


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
    """One payment as the gateway reports it. gateway_state is its own word (abandoned, …)."""

    reference: str
    invoice: str
    state: PaymentState
    amount: Decimal
    currency: str
    is_test: bool = False
    gateway_state: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Outcome:
    """What became of a payment report: a word for the record, and why a person should look."""

    result: str
    attention: str = ""
