"""Invariants of the shop's rows after every step."""

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation

from django.db.models import F, Sum
from django.utils import timezone

from catalog.models import Product, StockMovement
from integrations.epayco.models import LedgerAction, LedgerEntry
from orders.models import Checkout, CheckoutItem, Order, OrderItem, PaymentAttempt


def held() -> Counter[int]:
    rows = CheckoutItem.objects.filter(checkout__hold_until__gt=timezone.now())
    return summed(rows, "quantity")


def summed(rows, column) -> Counter[int]:
    found = rows.order_by().values("product_id").annotate(sum=Sum(column))
    return Counter(dict(found.values_list("product_id", "sum")))


def free() -> Counter[int]:
    stock = Counter(dict(Product.objects.values_list("pk", "stock_quantity")))
    stock.subtract(held())
    return stock


class Books:
    """The model's own account of what came in, beside which the shop's rows are laid."""

    def __init__(self, products: Iterable[Product]):
        self.supplied = Counter({one.pk: one.stock_quantity for one in products})
        # Products whose stock was set below what was held: holds may exceed it until they end.
        self.lowered: set[int] = set()
        self.notices: Counter[str] = Counter()
        # References of approved payments that the shop has heard of from whom it believes, and
        # the (reference, invoice) of those that are what their checkout asked for.
        self.approved: set[str] = set()
        self.payable: set[tuple[str, str]] = set()

    def edited(self, product_id: int, before: int, after: int) -> None:
        self.supplied[product_id] += after - before
        self.lowered.add(product_id)

    def recorded(self, notice: str) -> None:
        self.notices[notice] += 1

    def believed(self, payment) -> None:
        self.may_be_believed(payment)
        if payment.state == "1":
            self.approved.add(payment.reference)

    def made_after_all(self, entry: LedgerEntry) -> None:
        """A person let the refused payment count."""
        attempt = PaymentAttempt.objects.get(reference=entry.reference)
        self.payable.add((attempt.reference, attempt.invoice))

    def may_be_believed(self, payment) -> None:
        checkout = Checkout.objects.filter(invoice=payment.invoice).first()
        if payment.state != "1" or payment.is_test or checkout is None:
            return
        if checkout.invoice == payment.invoice and payment.currency.upper() == checkout.currency:
            try:
                fits = Decimal(payment.amount) == checkout.total
            except InvalidOperation:
                return
            if fits:
                self.payable.add((payment.reference, payment.invoice))

    def faults(self) -> list[str]:
        """Every rule that is broken; an empty list in a sound shop."""
        return [*self.stock_faults(), *self.order_faults(), *self.ledger_faults()]

    def stock_faults(self) -> list[str]:
        stock = Counter(dict(Product.objects.values_list("pk", "stock_quantity")))
        kept = OrderItem.objects.filter(order__holds_stock=True)
        sold = summed(kept, F("quantity") - F("returned"))
        journal, holds = summed(StockMovement.objects, "change"), held()
        faults = []
        for pk, quantity in stock.items():
            if quantity < 0:
                faults.append(f"The stock of {pk} is {quantity}.")
            if quantity != self.supplied[pk] - sold[pk]:
                faults.append(f"{pk}: {quantity} left of {self.supplied[pk]}, {sold[pk]} sold.")
            if quantity != journal[pk]:
                faults.append(f"{pk}: {quantity} left, {journal[pk]} by the journal.")
            if holds[pk] <= quantity:
                self.lowered.discard(pk)
            elif pk not in self.lowered:
                faults.append(f"{pk}: {holds[pk]} held of {quantity}.")
        return faults

    def order_faults(self) -> list[str]:
        orders = list(Order.objects.values_list("ref_payco", "invoice_id"))
        faults = [f"Nobody paid for {pair}." for pair in orders if pair not in self.payable]
        for column in (0, 1):
            if len({pair[column] for pair in orders}) < len(orders):
                faults.append("Two orders share an invoice or a payment.")
        for model in (Order, Checkout):
            sums = model.objects.values_list("subtotal", "tax", "total")
            faults += [f"{row} does not add up." for row in sums if row[0] + row[1] != row[2]]
        wrong = OrderItem.objects.exclude(total=F("price") * F("quantity"))
        refunded = Order.objects.annotate(refunded=Sum("refunds__amount"))
        too_much = refunded.filter(refunded__gt=F("total")).values_list("invoice_id", flat=True)
        return [
            *faults,
            *(f"{item} does not add up." for item in wrong),
            *(f"More than all of {invoice} was refunded." for invoice in too_much),
        ]

    def ledger_faults(self) -> list[str]:
        entries = LedgerEntry.objects.exclude(fields__has_key="source")
        deliveries = entries.aggregate(sum=Sum("deliveries"))["sum"] or 0
        faults = []
        if (entries.count(), deliveries) != (len(self.notices), self.notices.total()):
            faults.append(f"The ledger lacks notices: {entries.count()} of {len(self.notices)}.")
        settled = set(Order.objects.values_list("ref_payco", flat=True))
        waiting = LedgerEntry.objects.needing_attention()
        settled |= set(waiting.values_list("reference", flat=True))
        reversed_ = PaymentAttempt.objects.filter(state=PaymentAttempt.State.REVERSED)
        settled |= set(reversed_.values_list("reference", flat=True))
        by_people = LedgerAction.objects.filter(user__isnull=False)
        settled |= set(by_people.values_list("entry__reference", flat=True))
        return faults + [f"The payment {one} is lost." for one in self.approved - settled]
