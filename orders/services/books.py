"""Orders for bookkeeping: base and tax of each line, and of each refund.

The rows of an order add up to its totals per tax class, and so do those of its refunds."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.money.sharing import shares
from common.money.taxes import CUSTOMARY_UNIT, TaxClass, rate_text
from orders.models import Checkout, Order, PaymentAttempt
from orders.services import refund_shares

NOTHING = Decimal("0.00")
KINDS = {
    "order": gettext_lazy("order"),
    "refund": gettext_lazy("refund"),
    "reversal": gettext_lazy("reversal"),
}


@dataclass(frozen=True)
class BookEntry:
    """A line, or one tax class's share of a refund with negative amounts."""

    name: str
    tax_class: str
    rate: Decimal
    base: Decimal
    tax: Decimal
    sku: str = ""
    quantity: int | None = None
    price: Decimal | None = None
    discount: Decimal = NOTHING
    # None for delivery and for refunds.
    product_id: int | None = None

    @property
    def total(self) -> Decimal:
        return self.base + self.tax

    @property
    def iva(self) -> Decimal:
        return NOTHING if self.tax_class == TaxClass.CONSUMPTION else self.tax

    @property
    def consumption_tax(self) -> Decimal:
        return self.tax - self.iva


@dataclass(frozen=True)
class BookDocument:
    """An order, a refund or a reversal, with the entries that make up its total."""

    order: Order
    kind: str
    at: datetime
    entries: list[BookEntry]

    @property
    def total(self) -> Decimal:
        return self.sum("total")

    @property
    def taxes(self) -> list[dict]:
        """Tax rows in an order's format: one per class, numbers as strings."""
        found: dict[str, list[BookEntry]] = {}
        for entry in self.entries:
            found.setdefault(entry.tax_class, []).append(entry)
        return [
            {
                "tax_class": name,
                "rate": rate_text(entries[0].rate),
                "base": f"{sum((each.base for each in entries), NOTHING):.2f}",
                "amount": f"{sum((each.tax for each in entries), NOTHING):.2f}",
            }
            for name, entries in found.items()
        ]

    def sum(self, name: str) -> Decimal:
        return sum((getattr(entry, name) for entry in self.entries), NOTHING)


def documents_of(order: Order) -> Iterator[BookDocument]:
    """Return the order, then its refunds. Prefetch items, checkout__attempts, and refunds
    by refund_shares.with_goods()."""
    yield BookDocument(order, "order", order.created_at, entries_of(order))
    left = classes_of(order)
    done = [each for each in order.refunds.all() if each.state == each.State.DONE]
    # In order of payment, so that a later refund doesn't change the shares of earlier ones.
    for refund in sorted(done, key=lambda each: (each.done_at, each.pk)):
        goods = refund_shares.goods_of(order, refund)
        yield paid_back(order, "refund", refund.done_at, left, refund.amount, goods)
    rest = sum((entry.total for entry in left.values()), NOTHING)
    if order.payment_status == Order.PaymentStatus.REVERSED and rest > 0:
        yield paid_back(order, "reversal", reversed_at(order), left, rest, {})


def taxes_of_newest(order: Order, amount: Decimal) -> list[dict]:
    """Return the tax rows of the newest refunds that add up to this amount."""
    entries: list[BookEntry] = []
    for document in reversed(list(documents_of(order))):
        if document.kind == "refund" and sum((e.total for e in entries), amount) > 0:
            entries += document.entries
    return BookDocument(order, "refund", order.updated_at, entries).taxes


def reversed_at(order: Order) -> datetime:
    attempts = order.checkout.attempts.all()
    found = [each.at for each in attempts if each.state == PaymentAttempt.State.REVERSED]
    return max(found, default=order.updated_at)


def tax_rows(order: Order | Checkout) -> list[tuple[str, Decimal, Decimal, Decimal]]:
    """Return the order's (class, rate, base, amount) rows; older orders get a single row."""
    rows = order.taxes or [
        {"tax_class": "standard", "rate": "0", "base": order.subtotal, "amount": order.tax}
    ]
    return [
        (r["tax_class"], Decimal(r["rate"]), Decimal(r["base"]), Decimal(r["amount"])) for r in rows
    ]


def entries_of(order: Order | Checkout, items: Sequence | None = None) -> list[BookEntry]:
    """Return the lines of each class, then the delivery's share. items: the order's items, if
    already loaded. A checkout is read like the order it becomes."""
    items = list(order.items.all()) if items is None else items
    entries = []
    for tax_class, rate, base, tax in tax_rows(order):
        # Before tax classes existed, all goods had the same one.
        lines = [item for item in items if item.tax_class == tax_class] if order.taxes else items
        entries += of_class(order, lines, tax_class, rate, base, tax)
    return entries


def of_class(order, items, tax_class, rate, base, tax) -> Iterator[BookEntry]:
    """Return the lines of one class, and its share of the delivery if there is one."""
    sums = [item.total - item.discount for item in items]
    whole = base + tax if order.prices_include_tax else base
    if delivery := whole - sum(sums, NOTHING):
        sums.append(delivery)
    # A line's tax includes its share of delivery; if delivery has a row, the share is there.
    own = [item.tax for item in items]
    is_own = order.taxes and not delivery and sum(own, NOTHING) == tax
    taxes = own if is_own else shares(tax, sums, unit=CUSTOMARY_UNIT[order.currency])
    held = taxes if order.prices_include_tax else [NOTHING] * len(sums)
    bases = [paid - within for paid, within in zip(sums, held, strict=True)]
    for item, its_base, its_tax in zip(items, bases, taxes, strict=False):
        yield BookEntry(
            *(item.product_name, tax_class, rate, its_base, its_tax, item.sku),
            *(item.quantity, item.price, item.discount, item.product_id),
        )
    if delivery:
        yield BookEntry(_("Delivery"), tax_class, rate, bases[-1], taxes[-1], "", 1, delivery)


def classes_of(order: Order) -> dict[str, BookEntry]:
    """Return base and tax of each class of the order."""
    return {row[0]: BookEntry("", *row) for row in tax_rows(order)}


def paid_back(
    order: Order,
    kind: str,
    at: datetime,
    left: dict[str, BookEntry],
    amount: Decimal,
    goods: Mapping[str, Decimal],
) -> BookDocument:
    """Return each class's share of a refund, and take it off what is left of the class.

    goods: what the refunded goods cost, by class. The last refund gets all that is left, so that
    full refunds add up to the whole tax."""
    totals = [entry.total for entry in left.values()]
    wanted = [goods.get(tax_class, NOTHING) for tax_class in left]
    parts = refund_shares.split(amount, totals, wanted, order.currency)
    name = _("Refund") if kind == "refund" else _("Reversal")
    entries = []
    for part, (tax_class, row) in zip(parts, list(left.items()), strict=True):
        tax = refund_shares.tax_within(part, row.total, row.tax, order.currency)
        entries.append(BookEntry(name, tax_class, row.rate, tax - part, -tax))
        left[tax_class] = BookEntry("", tax_class, row.rate, row.base - part + tax, row.tax - tax)
    return BookDocument(order, kind, at, [each for each in entries if each.total] or entries)
