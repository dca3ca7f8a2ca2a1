"""Resolutions of a payment that needs attention, and their effects."""

import pytest

from business_logic.entities import Payment, PaymentState
from business_logic.settlement.state_machine import settle
from catalog.tests.factories import make_product, stock_of
from common.models import AuditEvent, OutboxMail
from integrations.epayco.attention import actions as attention
from integrations.epayco.attention.cases import Resolution, case_of
from integrations.epayco.models import LedgerAction, LedgerEntry
from integrations.epayco.tests.ledger_rows import make_entry, refused, short_of_stock
from orders.models import Order, PaymentAttempt, Refund
from orders.tests.factories import make_attempt, make_checkout, make_order

pytestmark = pytest.mark.django_db
EVERY_REASON = [reason for reason, _ in LedgerEntry.Attention.choices]


def assert_untouched(entry: LedgerEntry) -> None:
    entry.refresh_from_db()
    assert entry.needs_attention
    assert not LedgerAction.objects.exists()
    assert not AuditEvent.objects.filter(action__startswith="payment_").exists()


@pytest.mark.parametrize("reason", ["amount_mismatch", "currency_mismatch", "test_payment"])
def test_refused_payment_makes_its_order_after_all(staff, reason):
    product = make_product(stock_quantity=5)
    entry = refused(reason, make_checkout(product=product, quantity=2))

    attention.make_order_after_all(entry.pk, by=staff, note="The buyer called.")

    order = Order.objects.get()
    assert (order.invoice_id, order.ref_payco) == (entry.invoice, entry.reference)
    assert (order.payment_status, stock_of(product)) == ("paid", 3)
    attempt = PaymentAttempt.objects.get()
    assert (attempt.state, attempt.refusal) == ("approved", "")
    entry.refresh_from_db()
    assert (entry.needs_attention, entry.outcome) == (False, "order_made")
    assert entry.attention == reason
    assert [mail.kind for mail in OutboxMail.objects.all()] == ["order_made"]


def test_order_made_short_of_stock_still_needs_attention(staff):
    product = make_product(stock_quantity=0)
    entry = refused(checkout=make_checkout(product=product))

    attention.make_order_after_all(entry.pk, by=staff)

    assert Order.objects.get().payment_status == "review"
    entry.refresh_from_db()
    assert (entry.needs_attention, entry.attention) == (True, "out_of_stock")
    assert stock_of(product) == 0
    assert LedgerAction.objects.count() == 1


def no_checkout() -> LedgerEntry:
    return make_entry(make_attempt(None, state="refused"), attention="unknown_invoice")


def paid_already() -> LedgerEntry:
    return refused("second_payment", make_order().checkout)


def never_approved() -> LedgerEntry:
    attempt = make_attempt(make_checkout(), state="pending")
    return make_entry(attempt, attention="pending_too_long")


def reversed_meanwhile() -> LedgerEntry:
    attempt = make_attempt(make_checkout(), state="reversed")
    return make_entry(attempt, attention="amount_mismatch")


def without_attempt() -> LedgerEntry:
    return make_entry(attention="unknown_reference")


@pytest.mark.parametrize(
    "build", [no_checkout, paid_already, never_approved, reversed_meanwhile, without_attempt]
)
def test_no_order_is_made_where_there_is_none_to_make(staff, build):
    entry = build()
    before = Order.objects.count()

    with pytest.raises(attention.NotPossible):
        attention.make_order_after_all(entry.pk, by=staff)

    assert Order.objects.count() == before
    assert_untouched(entry)


def test_stock_is_taken_once_there_is_some(staff):
    product = make_product(stock_quantity=3)
    entry, order = short_of_stock(product, quantity=2)

    attention.take_stock_now(entry.pk, by=staff)

    order.refresh_from_db()
    assert (order.payment_status, order.holds_stock) == ("paid", True)
    assert stock_of(product) == 1
    entry.refresh_from_db()
    assert not entry.needs_attention


def test_stock_that_is_still_short_is_not_taken(staff):
    product = make_product(stock_quantity=1)
    entry, order = short_of_stock(product, quantity=2)

    with pytest.raises(attention.StillShort):
        attention.take_stock_now(entry.pk, by=staff)

    order.refresh_from_db()
    assert order.payment_status == "review"
    assert stock_of(product) == 1
    assert_untouched(entry)


def test_stock_that_others_hold_is_not_taken(staff):
    product = make_product(stock_quantity=1)
    entry, _ = short_of_stock(product)
    make_checkout(product=product)

    with pytest.raises(attention.StillShort):
        attention.take_stock_now(entry.pk, by=staff)

    assert stock_of(product) == 1


@pytest.mark.parametrize("fields", [{"status": "cancelled"}, {"payment_status": "reversed"}])
def test_order_that_is_off_takes_no_stock(staff, fields):
    product = make_product(stock_quantity=5)
    entry, order = short_of_stock(product)
    Order.objects.filter(pk=order.pk).update(**fields)

    with pytest.raises(attention.NotPossible):
        attention.take_stock_now(entry.pk, by=staff)

    assert stock_of(product) == 5
    assert_untouched(entry)


def test_refunded_payment_makes_no_order_any_more(staff, settings):
    entry = refused("test_payment")
    attention.mark_refunded(entry.pk, by=staff, note="Paid back today.")
    settings.EPAYCO_TEST = True
    attempt = PaymentAttempt.objects.get()

    settle(
        Payment(
            reference=entry.reference,
            invoice=entry.invoice,
            state=PaymentState.APPROVED,
            amount=attempt.amount,
            currency="COP",
            is_test=True,
        )
    )

    assert not Order.objects.exists()
    assert PaymentAttempt.objects.get().state == "reversed"


def test_order_in_review_is_reversed_by_its_refund(staff):
    product = make_product(stock_quantity=0)
    entry, order = short_of_stock(product)

    attention.mark_refunded(entry.pk, by=staff, note="Paid back.")

    order.refresh_from_db()
    assert order.payment_status == "reversed"
    assert stock_of(product) == 0
    assert [mail.kind for mail in OutboxMail.objects.all()] == ["order_reversed"]
    refund = Refund.objects.get()
    assert (refund.order, refund.amount, refund.state) == (order, order.total, "done")
    assert (refund.done_by, refund.done_note) == (staff, "Paid back.")


def test_refund_of_a_cancelled_order_in_review_is_on_its_books(staff):
    entry, order = short_of_stock()
    Order.objects.filter(pk=order.pk).update(status="cancelled")
    waiting = Refund.objects.create(order=order, amount=1, reason="Late")

    attention.mark_refunded(entry.pk, by=staff, note="Paid back.")

    waiting.refresh_from_db()
    assert waiting.state == "done"
    assert sum(refund.amount for refund in Refund.objects.all()) == order.total


def test_refund_of_a_second_payment_leaves_the_paid_order_alone(staff):
    entry = paid_already()

    attention.mark_refunded(entry.pk, by=staff, note="Paid back.")

    assert Order.objects.get().payment_status == "paid"
    assert not Refund.objects.exists()


def test_refund_of_a_pending_payment_does_not_stop_its_approval(staff):
    entry = never_approved()

    attention.mark_refunded(entry.pk, by=staff, note="Paid back by hand.")

    assert PaymentAttempt.objects.get().state == "pending"


@pytest.mark.parametrize("reason", EVERY_REASON)
def test_every_entry_can_be_dismissed_with_a_reason(staff, reason):
    entry = make_entry(attention=reason)

    attention.dismiss(entry.pk, by=staff, note="A trial of ours.")

    entry.refresh_from_db()
    assert not entry.needs_attention
    action = LedgerAction.objects.get()
    assert (action.entry, action.action, action.note) == (entry, "dismissed", "A trial of ours.")
    assert action.user == staff
    event = AuditEvent.objects.get(action="payment_dismissed")
    assert (event.actor, event.subject) == (staff, f"payment:{entry.reference}")
    assert event.detail == {"entry": entry.pk, "reason": reason}


@pytest.mark.parametrize("action", [attention.mark_refunded, attention.dismiss])
@pytest.mark.parametrize("note", ["", "  \n"])
def test_refund_and_dismissal_need_a_note(staff, action, note):
    entry = refused()

    with pytest.raises(attention.NoteMissing):
        action(entry.pk, by=staff, note=note)

    assert_untouched(entry)


@pytest.mark.parametrize("way", list(Resolution))
def test_closed_entry_takes_no_further_action(staff, way):
    entry = refused()
    attention.dismiss(entry.pk, by=staff, note="Enough.")

    with pytest.raises(attention.NotPossible):
        attention.ACTIONS[way](entry.pk, by=staff, note="Again.")

    assert LedgerAction.objects.count() == 1
    assert not Order.objects.exists()


@pytest.mark.parametrize("way", list(Resolution))
def test_entry_that_needs_nobody_takes_no_action(staff, way):
    entry = make_entry()

    with pytest.raises(attention.NotPossible):
        attention.ACTIONS[way](entry.pk, by=staff, note="Why not.")


def test_only_fitting_ways_are_offered():
    assert case_of(refused()).ways() == [
        Resolution.MAKE_ORDER,
        Resolution.REFUNDED,
        Resolution.DISMISSED,
    ]
    assert case_of(short_of_stock()[0]).ways() == [
        Resolution.TAKE_STOCK,
        Resolution.REFUNDED,
        Resolution.DISMISSED,
    ]
    assert case_of(no_checkout()).ways() == [Resolution.REFUNDED, Resolution.DISMISSED]
    assert case_of(make_entry()).ways() == []


def test_flag_asks_once_for_each_payment_and_reason(staff):
    entry = make_entry(make_attempt(make_checkout(), state="pending"))

    assert attention.flag(entry.pk, "pending_too_long")
    assert not attention.flag(entry.pk, "pending_too_long")
    attention.dismiss(entry.pk, by=staff, note="We wait.")
    assert not attention.flag(entry.pk, "pending_too_long")

    entry.refresh_from_db()
    assert (entry.attention, entry.needs_attention) == ("pending_too_long", False)


def test_an_unclear_payment_is_accepted_and_keeps_the_stock_it_took(staff):
    product = make_product(stock_quantity=3)
    order = make_order(product=product, payment_status="review", holds_stock=True)
    attempt = make_attempt(order.checkout, reference=order.ref_payco)
    entry = make_entry(attempt, outcome="in_review", attention="test_unclear")
    before = stock_of(product)
    assert Resolution.TAKE_STOCK not in case_of(entry).ways()

    attention.accept(entry.pk, by=staff)

    order.refresh_from_db()
    assert (order.payment_status, order.holds_stock) == ("paid", True)
    assert stock_of(product) == before
    entry.refresh_from_db()
    assert (entry.needs_attention, entry.outcome) == (False, "order_made")


def test_an_unclear_payment_that_is_paid_back_returns_its_stock(staff):
    product = make_product(stock_quantity=3)
    order = make_order(product=product, payment_status="review", holds_stock=True)
    attempt = make_attempt(order.checkout, reference=order.ref_payco)
    entry = make_entry(attempt, outcome="in_review", attention="test_unclear")
    taken = order.items.get().quantity
    before = stock_of(product)

    attention.mark_refunded(entry.pk, by=staff, note="A test after all")

    order.refresh_from_db()
    assert order.payment_status == "reversed"
    assert stock_of(product) == before + taken
