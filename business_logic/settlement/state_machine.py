"""Settle payment reports: the state machine of payments.

Rows are the states of a payment attempt, columns the reported states:

    attempt    PENDING   FAILED    APPROVED   REVERSED
    (new)      wait      fail      approve    reverse     a reversal may overtake its approval
    pending    ignore    fail      approve    reverse
    failed     ignore    ignore    approve    reverse     a late failure must not lose a payment
    refused    ignore    ignore    approve    reverse     the reason may no longer apply
    approved   ignore    ignore    ignore     reverse
    reversed   ignore    ignore    ignore     again       a repeat, unless refunded by hand

The caller records any other state; it changes nothing.
"""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from django.db import IntegrityError, transaction

from business_logic.entities import Outcome, Payment, PaymentState, PendingCheckout
from business_logic.exceptions import Busy
from business_logic.settlement.locked_payment import LockedPayment, lock_payment
from business_logic.settlement.payment_effects import (
    again,
    approve,
    fail,
    ignore,
    reverse,
    wait,
)
from common.db.transactions import in_transaction
from orders.models import PaymentAttempt

Params = ParamSpec("Params")
State = PaymentAttempt.State
COLLISIONS = 8


class Collided(Exception):
    """A concurrent report wrote the attempt or the order first."""


def settlement_transaction(function: Callable[Params, Outcome]) -> Callable[Params, Outcome]:
    """Decorator: run a function that settles in one transaction, and all of it again after a
    collision, since the next run sees what collided. It must touch nothing but the database.

    The function raises Busy or RetriesExhausted; nothing is written then."""

    @wraps(function)
    def whole(*args: Params.args, **kwargs: Params.kwargs) -> Outcome:
        for _ in range(COLLISIONS):
            try:
                return in_transaction(lambda: function(*args, **kwargs))
            except Collided:
                continue
        raise Busy

    return whole


def settle(payment: Payment, copy: PendingCheckout | None = None) -> Outcome:
    """Apply the report, exactly once however often it comes; copy is the cached checkout.

    Call it in a settlement_transaction, with the caller's own record of the outcome, so that both
    are committed or neither."""
    if payment.state is PaymentState.UNKNOWN:
        return Outcome("ignored", attention="unknown_state")
    try:
        locked = lock_payment(payment, copy)
        effect = TABLE[locked.attempt.state if locked.attempt else None, payment.state]
        return effect(locked)
    except IntegrityError as error:
        raise Collided from error


@settlement_transaction
def preview(payment: Payment) -> Outcome:
    """Return what settling would result in, and roll it back."""
    outcome = settle(payment)
    transaction.set_rollback(True)
    return outcome


P = PaymentState
TABLE: dict[tuple[str | None, PaymentState], Callable[[LockedPayment], Outcome]] = {
    (None, P.PENDING): wait,
    (None, P.FAILED): fail,
    (None, P.APPROVED): approve,
    (None, P.REVERSED): reverse,
    (State.PENDING, P.PENDING): ignore,
    (State.PENDING, P.FAILED): fail,
    (State.PENDING, P.APPROVED): approve,
    (State.PENDING, P.REVERSED): reverse,
    (State.FAILED, P.PENDING): ignore,
    (State.FAILED, P.FAILED): ignore,
    (State.FAILED, P.APPROVED): approve,
    (State.FAILED, P.REVERSED): reverse,
    (State.REFUSED, P.PENDING): ignore,
    (State.REFUSED, P.FAILED): ignore,
    (State.REFUSED, P.APPROVED): approve,
    (State.REFUSED, P.REVERSED): reverse,
    (State.APPROVED, P.PENDING): ignore,
    (State.APPROVED, P.FAILED): ignore,
    (State.APPROVED, P.APPROVED): ignore,
    (State.APPROVED, P.REVERSED): reverse,
    (State.REVERSED, P.PENDING): ignore,
    (State.REVERSED, P.FAILED): ignore,
    (State.REVERSED, P.APPROVED): ignore,
    (State.REVERSED, P.REVERSED): again,
}
