"""Values passed between the layers, as frozen dataclasses."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum
from typing import Any, NamedTuple

from common.http.idempotency import Idempotency
from orders.models.details import TaxedLine


@dataclass(frozen=True)
class CartLine:
    """A cart line. index is its position in the request; price is what the buyer expects, or None
    for a quote."""

    index: int
    product_id: int
    quantity: int
    price: Decimal | None


@dataclass(frozen=True)
class LineError:
    """Why a line can't be sold; index is None for an error of the whole cart."""

    index: int | None
    field: str
    code: str
    detail: str


@dataclass(frozen=True)
class PricedLine:
    """The price of one product in a cart, in the shop's currency. Price and discount include tax if
    PRICES_INCLUDE_TAX is set; tax is the line's share of its class's tax."""

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
    def columns(self) -> dict[str, Any]:
        """The columns that the item of a checkout shares with that of its order."""
        names = ("product_id", "sku", "quantity", *TaxedLine.TAX_FIELDS)
        own = {name: getattr(self, name) for name in names}
        return own | {"product_name": self.name, "product_slug": self.slug}

    @property
    def reduced(self) -> Decimal:
        return self.total - self.discount


@dataclass(frozen=True)
class Delivery:
    """How the goods are delivered. method is pickup or standard; only the latter has an address."""

    method: str
    department: str = ""
    city: str = ""
    address: str = ""
    phone: str = ""
    city_code: str = ""


@dataclass(frozen=True)
class Document:
    """The buyer's document on the invoice: type CC, CE, NIT or PP, and its number."""

    type: str
    number: str


@dataclass(frozen=True)
class Buyer:
    """The buyer, as stored with the order."""

    user_id: int
    first_name: str
    last_name: str
    email: str
    language: str = "es"
    document: Document | None = None


@dataclass(frozen=True)
class TaxRow:
    """One tax class of a cart: its base, rate and tax."""

    tax_class: str
    rate: Decimal
    base: Decimal
    amount: Decimal


@dataclass(frozen=True)
class Totals:
    """Totals of a cart: subtotal before tax (with delivery, after discount), IVA, consumption tax
    and their sum; taxes has a row for each class in the cart."""

    subtotal: Decimal
    tax: Decimal
    consumption_tax: Decimal = Decimal(0)
    discount: Decimal = Decimal(0)
    taxes: tuple[TaxRow, ...] = ()

    @property
    def total(self) -> Decimal:
        return self.subtotal + self.tax + self.consumption_tax


class PricedLines(NamedTuple):
    """Priced lines and their totals."""

    lines: tuple[PricedLine, ...]
    totals: Totals


class AppliedVoucher(NamedTuple):
    """The voucher applied to a cart."""

    pk: int
    code: str


@dataclass(frozen=True)
class PricedCart:
    """A valid cart with its current price."""

    lines: tuple[PricedLine, ...]
    totals: Totals
    currency: str
    delivery: Delivery | None
    delivery_price: Decimal
    prices_include_tax: bool = False
    voucher: AppliedVoucher | None = None


@dataclass(frozen=True)
class CheckoutRequest:
    """A parsed checkout request. faults were found while parsing and are reported with those found
    later; is_ready is False if the gateway's session has yet to be opened."""

    buyer: Buyer
    lines: Sequence[CartLine]
    faults: Sequence[LineError] = ()
    delivery: Delivery | None = None
    idempotency: Idempotency | None = None
    is_ready: bool = True
    voucher: str = ""
    may_remind: bool = False


@dataclass(frozen=True)
class PendingCheckout:
    """A stored checkout, as the cache holds it for the confirmation."""

    pk: int
    invoice: str
    lines: tuple[PricedLine, ...] = field(default=())


class PaymentState(Enum):
    """The state of a payment, as a gateway reports it."""

    APPROVED = "approved"
    PENDING = "pending"
    FAILED = "failed"
    REVERSED = "reversed"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Payment:
    """A payment, as the gateway reports it. gateway_state is its own name of the state (abandoned,
    …), method its code of the payment method, approval_code the bank's; is_test is None if the
    gateway doesn't say clearly whether money moved."""

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
    """The result of a payment report, and the reason if it needs review."""

    result: str
    attention: str = ""
