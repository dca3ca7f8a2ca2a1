"""What else happens when an account ends: rules about checkouts, which another app keeps.

smartmart provides them when the project starts."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Rule:
    """Both take the user's id and run in the caller's transaction."""

    # Deactivated: the stock that unpaid checkouts hold is free again.
    end_holds: Callable[[int], None]
    # Erased: unpaid checkouts keep none of the person's data either.
    forget_buyer: Callable[[int], None]


provided: Rule | None = None


def provide(rule: Rule) -> None:
    global provided
    provided = rule


def rule() -> Rule:
    if provided is None:
        raise RuntimeError("Nobody provided the rule for the end of an account.")
    return provided
