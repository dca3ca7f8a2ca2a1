"""Moving an order along touches its stock, too: a rule about two apps, which lives above this one.

The layer above hands it down when the project starts, so that views and admin of this app can
call it without importing upwards."""

from dataclasses import dataclass
from typing import Protocol

from django.contrib.auth.models import AbstractBaseUser

from orders.models import Order


class ChangeStatus(Protocol):
    def __call__(self, invoice_id: str, status: str, *, by: AbstractBaseUser | None) -> Order:
        """Take the step and return the order. Raises what business_logic/order_status.py says."""


@dataclass(frozen=True)
class Rule:
    """The rule, and the kind of exception with which it says no to a person."""

    change_status: ChangeStatus
    refusal: type[Exception]


provided: Rule | None = None


def provide(rule: Rule) -> None:
    global provided
    provided = rule


def rule() -> Rule:
    if provided is None:
        raise RuntimeError("Nobody provided the rule for changing an order's status.")
    return provided
