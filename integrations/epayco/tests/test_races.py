"""Two at once, with the moment of the race held still. Each guard has its twin: the same race
without the guard, which must go wrong. (What many at once do to a running server: proof/.)"""

import threading
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.core.cache import cache
from django.db import OperationalError, connection, transaction
from django.utils import timezone

from business_logic import availability, stock
from business_logic.checkout import pending_checkouts
from business_logic.checkout.begin import begin_checkout
from business_logic.entities import (
    Buyer,
    CartLine,
    CheckoutRequest,
    Payment,
    PaymentState,
)
from business_logic.exceptions import CartRejected
from business_logic.orders import order_stock
from business_logic.settlement.state_machine import settle, settlement_transaction
from catalog.models import Product
from catalog.tests.factories import make_product
from common.db import transactions
from common.db.transactions import in_transaction
from common.tests.race import race
from integrations.epayco.models import LedgerEntry
from integrations.epayco.tests.factories import cart, confirm, notice
from orders.models import Checkout, CheckoutItem, Order
from users.tests.factories import make_user

pytestmark = [pytest.mark.db_server, pytest.mark.django_db(transaction=True)]
PRICE = Decimal("25000.00")
PATIENCE = 5


@pytest.fixture
def product():
    return make_product(price=PRICE, stock_quantity=1)


@pytest.fixture
def rivals():
    return [make_user(password=None, groups=("User", "Checkout")) for _ in range(8)]


def check_out(user, *products: Product) -> Checkout | None:
    buyer = Buyer(user.pk, "", "", user.email)
    lines = [CartLine(n, product.pk, 1, PRICE) for n, product in enumerate(products)]
    try:
        return begin_checkout(CheckoutRequest(buyer, lines))[0]
    except CartRejected:
        return None


def pay(checkout: Checkout, state: PaymentState = PaymentState.APPROVED) -> str:
    return settlement_transaction(settle)(
        Payment("310000999", checkout.invoice, state, checkout.total, "COP")
    ).result


def lapse(checkout: Checkout, *, at: datetime) -> None:
    """Let the hold end at this moment, and the cache know nothing."""
    Checkout.objects.filter(pk=checkout.pk).update(expires_at=at, hold_until=at)
    cache.clear()


def promised(product: Product) -> int:
    """How many units are sold or held."""
    product.refresh_from_db()
    live = CheckoutItem.objects.filter(product=product, checkout__hold_until__gt=timezone.now())
    sold = Order.objects.filter(items__product=product, holds_stock=True)
    return live.count() + sold.count()


# --- The last unit --------------------------------------------------------------------------
def test_of_eight_rivals_one_gets_the_last_unit(product, rivals):
    won = race(lambda n: check_out(rivals[n], product), 8)

    assert sum(checkout is not None for checkout in won) == 1
    assert promised(product) == 1


def test_twin_without_the_lock_the_last_unit_is_promised_twice(monkeypatch, product, rivals):
    line = threading.Barrier(2)

    def look_without_lock(product_ids):
        found = Product.objects.in_bulk(list(product_ids))
        line.wait(PATIENCE)
        return found

    monkeypatch.setattr(stock, "lock_products", look_without_lock)

    # Both have looked before either writes; what they hold is counted before both have met.
    count = availability.held_and_tree

    def count_and_meet(products, *, now):
        found = count(products, now=now)
        line.wait(PATIENCE)
        return found

    monkeypatch.setattr(availability, "held_and_tree", count_and_meet)
    race(lambda n: check_out(rivals[n], product), 2)

    assert promised(product) == 2


# --- The end of a hold ----------------------------------------------------------------------
class RivalAtTheDeadline:
    """A rival who checks out as soon as the hold is over, while the payment stands at the lock."""

    def __init__(self, monkeypatch, product, user):
        self.product, self.user = product, user
        self.here, self.gone = threading.Event(), threading.Event()
        self.lock = stock.lock_products
        monkeypatch.setattr(stock, "lock_products", self.lock_late)

    def lock_late(self, product_ids):
        if threading.current_thread() is self.payer:
            self.here.set()
            self.gone.wait(PATIENCE)
        return self.lock(product_ids)

    def overtake(self, checkout: Checkout, state: PaymentState) -> None:
        self.payer = threading.Thread(target=self.pay, args=(checkout, state))
        self.payer.start()
        self.here.wait(PATIENCE)
        checkout.refresh_from_db()
        threading.Event().wait(max(0, (checkout.hold_until - timezone.now()).total_seconds()))
        self.won = check_out(self.user, self.product)
        self.gone.set()
        self.payer.join()

    @staticmethod
    def pay(checkout: Checkout, state: PaymentState) -> None:
        try:
            pay(checkout, state)
        finally:
            connection.close()


@pytest.fixture
def ending(product, rivals):
    """A checkout of the only unit whose hold is about to end."""
    checkout = check_out(rivals[0], product)
    lapse(checkout, at=timezone.now() + timedelta(seconds=1.5))
    return checkout


@pytest.mark.parametrize("state", [PaymentState.APPROVED, PaymentState.PENDING])
def test_a_hold_that_ends_at_the_lock_is_over(monkeypatch, product, rivals, ending, state):
    rival = RivalAtTheDeadline(monkeypatch, product, rivals[1])

    rival.overtake(ending, state)

    assert rival.won is not None
    assert promised(product) == 1


def test_twin_by_the_time_before_the_lock_it_is_sold_and_held(monkeypatch, product, rivals, ending):
    before = timezone.now()

    def take_locked(checkout, successor, products, quantities):
        was_held = checkout.hold_until > before
        if was_held:
            stock.deduct(quantities, invoice=checkout.invoice, products=products)
        return was_held

    monkeypatch.setattr(order_stock, "take_locked", take_locked)
    RivalAtTheDeadline(monkeypatch, product, rivals[1]).overtake(ending, PaymentState.APPROVED)

    assert promised(product) == 2


# --- REPEATABLE READ ------------------------------------------------------------------------
@pytest.fixture
def repeatable_read(monkeypatch):
    """The server as DATABASE_URL may set it, for the connections of new threads."""
    options = connection.settings_dict["OPTIONS"]
    monkeypatch.setitem(options, "isolation_level", "repeatable read")
    # The gaps that it locks are waited for in vain; no longer than needed.
    brief = options["init_command"].replace("lock_wait_timeout=10", "lock_wait_timeout=1")
    monkeypatch.setitem(options, "init_command", brief)


def pay_late_against_a_rival(monkeypatch, product, rivals) -> None:
    """A lapsed checkout is paid; between its first read and its lock a rival takes the unit."""
    checkout = check_out(rivals[0], product)
    # A snapshot's lock takes in the gap before the row: no new invoice may belong there.
    checkout.invoice = "INV-00000000-0000-4000-8000-000000000000"
    checkout.save(update_fields=["invoice"])
    lapse(checkout, at=timezone.now() - timedelta(minutes=1))
    load = pending_checkouts.load

    def load_and_wait(*found):
        lines = load(*found)
        race(lambda _: check_out(rivals[1], product), 1)
        return lines

    monkeypatch.setattr(pending_checkouts, "load", load_and_wait)
    race(lambda _: pay(checkout), 1)
    assert Order.objects.count() == 1


def test_a_late_payment_sees_what_was_held_since(monkeypatch, product, rivals, repeatable_read):
    pay_late_against_a_rival(monkeypatch, product, rivals)

    assert promised(product) == 1
    assert Order.objects.get().payment_status == "review"


def test_twin_in_a_snapshot_it_takes_what_another_holds(
    monkeypatch, product, rivals, repeatable_read
):
    monkeypatch.setattr(transactions, "read_committed", lambda: None)

    pay_late_against_a_rival(monkeypatch, product, rivals)

    assert promised(product) == 2


# --- Deadlocks ------------------------------------------------------------------------------
def touch(first: int, second: int, line: threading.Barrier) -> str:
    Product.objects.filter(pk=first).update(description="a")
    if not line.broken:
        with suppress(threading.BrokenBarrierError):  # the second try has nobody to meet
            line.wait(1)
    Product.objects.filter(pk=second).update(description="b")
    return "done"


def test_a_deadlock_is_tried_again():
    pks, line = [make_product().pk, make_product().pk], threading.Barrier(2)

    found = race(lambda n: in_transaction(lambda: touch(pks[n], pks[1 - n], line)), 2)

    assert found == ["done", "done"]


def test_twin_tried_once_a_deadlock_has_a_victim():
    pks, line = [make_product().pk, make_product().pk], threading.Barrier(2)

    def once(n: int) -> str:
        try:
            with transaction.atomic():
                return touch(pks[n], pks[1 - n], line)
        except OperationalError as error:
            return str(error.args[0])

    assert sorted(race(once, 2)) == ["1213", "done"]


@contextmanager
def kept_locked(product: Product):
    """Somebody else's transaction has the product's row, and nobody waits longer for it than a
    second."""
    taken, over = threading.Event(), threading.Event()

    def keep() -> None:
        with transaction.atomic():
            list(Product.objects.select_for_update().filter(pk=product.pk))
            taken.set()
            over.wait(60)
        connection.close()

    thread = threading.Thread(target=keep)
    thread.start()
    taken.wait(10)
    set_patience(1)
    yield
    set_patience(50)
    over.set()
    thread.join()


def set_patience(seconds: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET SESSION innodb_lock_wait_timeout = %s", [seconds])


def test_who_loses_every_try_is_told_to_come_back(client_of, api, product, rivals, monkeypatch):
    monkeypatch.setattr(transactions, "TRIES", 2)
    buyer, body = client_of(rivals[0]), cart((product, 1))
    with kept_locked(product):
        refused = buyer.post("/epayco/checkout/", body)
    assert not Checkout.objects.exists()
    begun = buyer.post("/epayco/checkout/", body)
    paid = notice(Checkout.objects.get())
    with kept_locked(product):
        unsettled = confirm(api, paid)
    assert not Order.objects.exists()

    for answer in (refused, unsettled):
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "1")
    assert begun.status_code == 201
    assert confirm(api, paid).status_code == 200
    assert Order.objects.count() == 1
    assert LedgerEntry.objects.get().deliveries == 2


# --- One notice, many times -----------------------------------------------------------------
def test_one_notice_eight_times_at_once_is_one_order(api, product, rivals):
    checkout = check_out(rivals[0], product)
    fields = notice(checkout)

    answers = race(lambda _: confirm(api, fields).status_code, 8)

    assert answers == [200] * 8
    entry = LedgerEntry.objects.get()
    assert (entry.deliveries, entry.outcome, Order.objects.count()) == (8, "order_made", 1)
    assert promised(product) == 1


def test_short_of_stock_eight_times_at_once_still_needs_attention(api, product, rivals):
    checkout = check_out(rivals[0], product)
    lapse(checkout, at=timezone.now() - timedelta(minutes=1))
    check_out(rivals[1], product)
    fields = notice(checkout)

    race(lambda _: confirm(api, fields), 8)

    entry = LedgerEntry.objects.get()
    assert (entry.outcome, entry.attention) == ("in_review", "out_of_stock")


def test_one_payment_for_two_invoices_at_once_pays_one(api, rivals):
    goods = [make_product(price=PRICE), make_product(price=PRICE)]
    checkouts = [check_out(rivals[n], goods[n]) for n in range(2)]
    forms = [notice(checkout, x_ref_payco="310000998") for checkout in checkouts]

    answers = race(lambda n: confirm(api, forms[n]).status_code, 2)

    assert answers == [200, 200]
    assert Order.objects.count() == 1
    assert LedgerEntry.objects.filter(attention="reference_reused").count() == 1
