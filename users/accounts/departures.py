"""Hooks that run when an account is deactivated or erased.

They change checkouts, which belong to another app; smartmart/apps.py installs them at startup."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Rule:
    """Each hook takes the user's id and runs in the caller's transaction."""

    # On deactivation: release the stock that unpaid checkouts hold.
    end_holds: Callable[[int], None]
    # On erasure: remove the person's data from unpaid checkouts too.
    forget_buyer: Callable[[int], None]


provided: Rule | None = None


def provide(rule: Rule) -> None:
    global provided
    provided = rule


def rule() -> Rule:
    if provided is None:
        raise RuntimeError("Nobody provided the rule for the end of an account.")
    return provided
