"""Moving an order along or refunding it touches its stock, too: rules about two apps, which live
above this one.

The layer above hands them down when the project starts, so that views and admin of this app can
call them without importing upwards."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Protocol

from django.contrib.auth.models import AbstractBaseUser

from orders.models import Order, Refund


class ChangeStatus(Protocol):
    def __call__(
        self,
        invoice_id: str,
        status: str,
        *,
        by: AbstractBaseUser | None,
        tracking: Mapping[str, str] | None = None,
    ) -> Order:
        """Take the step and return the order. Raises what business_logic/order_status.py says."""


class GiveRefund(Protocol):
    def __call__(
        self,
        invoice_id: str,
        *,
        amount: Decimal,
        reason: str,
        restock: Mapping[int, int],
        by: AbstractBaseUser | None,
        left: Decimal | None = None,
        idempotency: Any = None,
    ) -> Refund:
        """Record a refund. Raises what business_logic/refunds.py says."""


class MarkRefundDone(Protocol):
    def __call__(self, refund_id: int, *, note: str, by: AbstractBaseUser | None) -> Refund:
        """The money is back with the buyer. Raises what business_logic/refunds.py says."""


@dataclass(frozen=True)
class Rule:
    """The rules, and the kind of exception with which they say no to a person."""

    change_status: ChangeStatus
    change_tracking: Callable[[str, Mapping[str, str]], Order]
    next_steps: Callable[[Order], frozenset[str]]
    refund: GiveRefund
    mark_refund_done: MarkRefundDone
    refundable: Callable[[Order], Decimal]
    refusal: type[Exception]


provided: Rule | None = None


def provide(rule: Rule) -> None:
    global provided
    provided = rule


def rule() -> Rule:
    if provided is None:
        raise RuntimeError("Nobody provided the rule for changing an order's status.")
    return provided
