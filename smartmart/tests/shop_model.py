"""The whole shop as a Hypothesis state machine: the invariants hold, whatever people and ePayco do.

Every step is a real request. ePayco's own record of the payments (truth) is part of the model, and
answers in the place of its network; a sequence runs with EPAYCO_VERIFY on or off."""

import hashlib
import json
import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from urllib.parse import urlencode

from django.conf import settings
from django.core import mail
from django.core.cache import cache
from django.core.management import call_command
from django.db import transaction
from django.db.models import F
from django.test import Client as Browser
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from rest_framework.test import APIClient

from catalog.models import Product
from integrations.epayco import client as epayco
from integrations.epayco.attention.cases import Resolution
from integrations.epayco.models import LedgerAction, LedgerEntry
from orders.models import Checkout, Order, PaymentAttempt
from smartmart.tests import shop_books
from users.models import AppUser
from users.tests.factories import PASSWORD
from users.tokens.issuing import issue

STATES = ("1", "2", "3", "4", "6", "7", "8", "9", "10", "11", "12")
AMOUNT = re.compile(r"\d{1,12}(\.\d{1,6})?", re.ASCII)
SIGNED = ("x_ref_payco", "x_transaction_id", "x_amount", "x_currency_code")
# What may become of a field on its way; <…> stands for something of the model's.
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
LINK = re.compile(r"/verifyemail/[0-9a-f-]{36}/")
SOME = st.integers(0, 7)  # one of a list, counted from its end and around it


@dataclass
class World:
    """What every sequence starts with; each ends by rolling back to it."""

    shoppers: list[AppUser]
    staff: AppUser
    products: list[Product]
    figures: Counter[str] = field(default_factory=Counter)


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


class Client:
    """Someone's requests. All go through one handler: making one costs more than a step."""

    shared = APIClient(raise_request_exception=False)

    def __init__(self, access: str = ""):
        self.headers = {"HTTP_AUTHORIZATION": f"Bearer {access}"} if access else {}

    def send(self, method: str, path: str, body: dict | None = None):
        call = getattr(self.shared, method)
        return call(path, body, format="json" if body is not None else None, **self.headers)

    def deliver(self, fields: dict[str, str]):
        form = "application/x-www-form-urlencoded"
        return self.shared.post("/checkoutconfirmation/", urlencode(fields), content_type=form)


class ShopModel(RuleBasedStateMachine):
    world: World

    def __init__(self):
        super().__init__()
        self.sequence = transaction.atomic()
        self.sequence.__enter__()
        self.shoppers = list(self.world.shoppers)
        self.tokens = [issue(user) for user in self.shoppers]
        self.staff = Client(issue(self.world.staff)["access"])
        self.anybody = Client()
        self.payments: list[Payment] = []
        self.books = shop_books.Books(self.world.products)
        self.before = settings.EPAYCO_VERIFY, epayco.transaction, epayco.references_of
        epayco.transaction, epayco.references_of = self.look_up, self.search
        self.is_silent = False

    def teardown(self):
        settings.EPAYCO_VERIFY, epayco.transaction, epayco.references_of = self.before
        transaction.set_rollback(True)
        self.sequence.__exit__(None, None, None)
        cache.clear()
        self.count("sequences")

    def count(self, what: str) -> None:
        self.world.figures[what] += 1

    # --- ePayco ---

    def look_up(self, reference: str) -> dict[str, str]:
        if self.is_silent:
            raise epayco.NoResponse
        if (payment := self.truth(reference)) is None:
            raise epayco.Refused
        return payment.record()

    def search(self, invoice: str) -> list[str]:
        if self.is_silent:
            raise epayco.NoResponse
        return [payment.reference for payment in self.payments if payment.invoice == invoice]

    def truth(self, reference: str) -> Payment | None:
        return next((one for one in self.payments if one.reference == reference), None)

    # --- People ---

    @initialize(verify=st.booleans(), quantity=st.integers(1, 3))
    def open_shop(self, verify: bool, quantity: int):
        settings.EPAYCO_VERIFY = verify
        self.check_out(0, 0, quantity, both=False, kind="as it should be")

    @rule(who=SOME, what=st.sampled_from(["in", "out", "register"]))
    def come_and_go(self, who: int, what: str):
        if what == "register" and len(self.shoppers) < 4:
            return self.register()
        who %= len(self.shoppers)
        if what != "out":
            return self.log_in(who)
        client = self.client_of(who)
        client.send("post", "/logout/", {})
        # The token is dead from here on; it stays in the client's hands.
        assert client.send("get", "/users/profile/").status_code == 401
        return None

    def register(self) -> None:
        name = f"newcomer{len(self.shoppers)}"
        body = {"email": f"{name}@example.com", "username": name, "password": PASSWORD}
        assert self.anybody.send("post", "/register/", body).status_code == 202
        link = LINK.search(mail.outbox.pop().body)[0]
        answer = self.anybody.send("get", link)
        assert answer.status_code == 201, answer.content
        self.shoppers.append(AppUser.objects.get(email=body["email"]))
        self.tokens.append(answer.json())
        self.count("registrations")

    def log_in(self, who: int) -> None:
        body = {"email": self.shoppers[who].email, "password": PASSWORD}
        answer = self.anybody.send("post", "/login/", body)
        assert answer.status_code == 200
        self.tokens[who] = answer.json()

    def client_of(self, who: int) -> Client:
        return Client(self.tokens[who]["access"])

    @rule(
        who=SOME,
        what=SOME,
        quantity=st.integers(1, 4),
        both=st.booleans(),
        kind=st.sampled_from(["as it should be"] * 6 + ["at an old price", "logged out perhaps"]),
    )
    def check_out(self, who: int, what: int, quantity: int, both: bool, kind: str):
        """A new checkout, which replaces the open one; at an old price it is refused."""
        who %= len(self.shoppers)
        client = self.client_of(who)
        is_in = client.send("get", "/users/profile/").status_code == 200
        if not is_in and kind == "as it should be":
            self.log_in(who)
            client, is_in = self.client_of(who), True
        stale = kind == "at an old price"
        products = list(Product.objects.order_by("pk"))
        chosen = products if both else [products[what % len(products)]]
        items = [
            {"product_id": one.pk, "quantity": quantity, "price": str(one.price + 1 * stale)}
            for one in chosen
        ]
        free = shop_books.free()
        answer = client.send("post", "/epayco/checkout/", {"items": items})
        # The user's own earlier checkout gives way, so that there may be more than seemed free.
        enough = all(free[one.pk] >= quantity for one in chosen)
        expected = {401} if not is_in else {400} if stale else {201} if enough else {201, 400}
        assert answer.status_code in expected, answer.content
        self.count("checkouts" if answer.status_code == 201 else "refused checkouts")

    @rule(
        what=SOME,
        price=st.sampled_from([None, "1000.00", "33333.33", "25000.50", "0.01"]),
        stock=st.integers(0, 6),
    )
    def edit_product(self, what: int, price: str | None, stock: int):
        if price:
            self.edit(what, price=price)
        else:
            product = self.edit(what, stock_quantity=stock)
            self.books.edited(product.pk, product.stock_quantity, stock)

    def edit(self, what: int, **fields) -> Product:
        """The product as it was before."""
        product = Product.objects.order_by("pk")[what % len(self.world.products)]
        url = f"/products/{product.pk}/{product.slug}/"
        assert self.staff.send("patch", url, fields).status_code == 200
        return product

    @precondition(lambda self: Order.objects.exists())
    @rule(which=SOME, status=st.sampled_from(["preparing", "shipped", "delivered", "cancelled"]))
    def process(self, which: int, status: str):
        orders = Order.objects.order_by("-pk")
        order = orders[which % len(orders)]
        answer = self.staff.send("patch", f"/orders/{order.invoice_id}/", {"status": status})
        assert answer.status_code in (200, 400)
        self.count(f"orders {status}" if answer.status_code == 200 else "refused steps")

    @precondition(lambda self: Order.objects.exists())
    @rule(which=SOME, part=st.sampled_from(["0.01", "1000.00", "all"]), back=st.integers(0, 2))
    def refund(self, which: int, part: str, back: int):
        """Money goes back, and goods with it; at most what was paid and taken."""
        orders = Order.objects.order_by("-pk")
        order = orders[which % len(orders)]
        item = order.items.first()
        body = {"amount": str(order.total) if part == "all" else part, "reason": "Asked for"}
        if back:
            body["restock"] = [{"product_id": item.product_id, "quantity": back}]
        answer = self.staff.send("post", f"/orders/{order.invoice_id}/refunds/", body)
        assert answer.status_code in (201, 400), answer.content
        self.count("refunds" if answer.status_code == 201 else "refused refunds")

    @precondition(lambda self: LedgerEntry.objects.needing_attention().exists())
    @rule(which=SOME, way=st.sampled_from([Resolution.MAKE_ORDER, *Resolution]))
    def attend(self, which: int, way: Resolution):
        """A member of the staff clicks a button of an entry that needs attention."""
        waiting = LedgerEntry.objects.needing_attention().order_by("pk")
        entry, done = waiting[which % len(waiting)], LedgerAction.objects.count()
        browser = Browser(raise_request_exception=False)
        browser.force_login(self.world.staff)
        url = f"/admin/epayco/ledgerentry/{entry.pk}/do/{way}/"
        assert browser.post(url, {"note": "Looked at."}).status_code == 302
        if LedgerAction.objects.count() > done:
            self.count(f"entries {way}")
            if way == Resolution.MAKE_ORDER:
                self.books.made_after_all(entry)

    # --- Payments ---

    @precondition(lambda self: Checkout.objects.exists())
    @rule(
        which=SOME,
        state=st.sampled_from(["1", "1", "1", "3", "3", "2"]),
        trick=st.sampled_from([""] * 6 + ["amount", "currency", "test", "invoice"]),
        is_told=st.booleans(),
    )
    def pay(self, which: int, state: str, trick: str, is_told: bool):
        """Somebody pays at ePayco, having altered a field perhaps; a notice comes of it or not."""
        checkouts = Checkout.objects.order_by("-pk")
        checkout = checkouts[which % len(checkouts)]
        payment = Payment(
            reference=str(310_000_000 + len(self.payments)),
            invoice="INV-elsewhere" if trick == "invoice" else checkout.invoice,
            amount="1000" if trick == "amount" else f"{checkout.total:f}",
            currency="USD" if trick == "currency" else "COP",
            state=state,
            is_test=trick == "test",
        )
        self.payments.append(payment)
        self.count("payments")
        if is_told:
            self.deliver(payment.notice())

    @precondition(lambda self: self.payments)
    @rule(which=SOME, state=st.sampled_from(["1", "1", "2", "9"]), is_told=st.booleans())
    def progress(self, which: int, state: str, is_told: bool):
        """A pending payment ends, an approved one is reversed: no other change is ePayco's way."""
        payment = self.payments[-1 - which % len(self.payments)]
        if payment.state in ("1", "3"):
            payment.state = "6" if payment.state == "1" else state
            self.count("reversals" if payment.state == "6" else "late ends")
            if is_told:
                self.deliver(payment.notice())

    @precondition(lambda self: self.payments)
    @rule(
        which=SOME,
        changes=st.lists(CHANGES, max_size=2),
        resigned=st.booleans(),
        times=st.integers(1, 2),
    )
    def notify(self, which: int, changes: list[tuple[str, str]], resigned: bool, times: int):
        """A notice, genuine or altered on its way, signed anew or not, once or twice."""
        genuine = self.payments[-1 - which % len(self.payments)].notice()
        fields = self.changed(genuine, changes)
        if resigned and not any(name == "x_signature" for name, _ in changes):
            fields["x_signature"] = signature(fields)
        for _ in range(times):
            self.deliver(fields)

    def changed(self, genuine: dict[str, str], changes: list[tuple[str, str]]) -> dict[str, str]:
        fields = dict(genuine)
        for name, value in changes:
            other = self.payments[0]
            value = {
                "<same>.00": f"{Decimal(genuine['x_amount']):.2f}",
                "<lower>": genuine["x_id_invoice"].lower(),
                "<other>": other.reference if name == "x_ref_payco" else other.invoice,
            }.get(value, value)
            fields[name] = value
            if name == "x_id_invoice":
                fields["x_id_factura"] = value
        return fields

    def deliver(self, fields: dict[str, str]) -> None:
        answer = self.anybody.deliver(fields)
        self.count("notices")
        if fields["x_signature"] != signature(fields) or not is_well_formed(fields):
            assert answer.status_code == 400, answer.content
            return self.count("refused notices")
        self.books.recorded(json.dumps(deciding(fields)))
        payment = claimed(fields)
        if settings.EPAYCO_VERIFY:
            payment = None if self.is_silent else self.truth(payment.reference)
        unverified = answer.status_code == 503 and payment is None
        assert answer.status_code == 200 or unverified, answer.status_code
        return self.books.believed(payment) if payment else self.count("unverified notices")

    @rule(what=st.sampled_from(["silence", "reconciliation", "flush"]))
    def something_happens(self, what: str):
        if what == "silence":
            self.is_silent = not self.is_silent
        elif what == "flush":
            cache.clear()
        else:
            self.reconcile()

    def reconcile(self) -> None:
        """ePayco is asked: from here on everything that it can answer for is settled."""
        unpaid = set(Checkout.objects.filter(order=None).values_list("invoice", flat=True))
        try:
            call_command("reconcile_payments", "--since", "30d", stdout=NOWHERE, stderr=NOWHERE)
        except SystemExit:
            assert self.is_silent
        if self.is_silent:
            return
        for payment in self.payments:
            self.books.may_be_believed(payment)
            if payment.invoice in unpaid:
                self.books.believed(payment)
        waiting = LedgerEntry.objects.filter(settled_at=None).values_list("reference", flat=True)
        assert not [one for one in waiting if self.truth(one)]
        self.count("reconciliations")

    # --- Time and the cache ---

    @rule(minutes=st.sampled_from([1, 6, 90, 73 * 60]))
    def let_time_pass(self, minutes: int):
        """Everything that is dated gets older; copies in the cache are gone after five minutes."""
        ago = timedelta(minutes=minutes)
        Checkout.objects.update(
            expires_at=F("expires_at") - ago,
            hold_until=F("hold_until") - ago,
            pending_until=F("pending_until") - ago,
            created_at=F("created_at") - ago,
        )
        PaymentAttempt.objects.update(created_at=F("created_at") - ago, at=F("at") - ago)
        LedgerEntry.objects.update(received_at=F("received_at") - ago)
        if minutes >= 5:
            cache.clear()

    # --- What is always true ---

    @invariant()
    def the_books_are_right(self):
        self.count("steps")
        faults = self.books.faults()
        assert not faults, faults


class Nowhere:
    """What a command prints is read by nobody here."""

    def write(self, text: str = "") -> None:
        pass

    def flush(self) -> None:
        pass

    def isatty(self) -> bool:
        return False


NOWHERE = Nowhere()
