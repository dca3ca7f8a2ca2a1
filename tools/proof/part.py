"""A part of the proof, the results that must be zero, and its control runs."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

Work = Callable[..., dict[str, Any]]
# Zero in every part: responses that no client may see, and rows that break the invariants.
ALWAYS = (
    *("faults", "oversold", "misbooked", "doubled", "wrong_sums", "lost", "forged", "short"),
    *("unsold", "unexplained", "not_200", "deliveries_lost", "undecided", "broken", "violations"),
    *("guards_missed", "hoarded", "renewed", "pairs"),
    *("invented", "unordered", "unstable"),
)


@dataclass(frozen=True)
class Twin:
    """A control run: the same part with safeguards disabled (patches of tools.proof.twins).

    One of figures must not be zero. short is its size in the short form; 0 leaves it out."""

    patches: str
    figures: tuple[str, ...]
    size: int
    short: int = 0
    is_loosened: bool = False


@dataclass(frozen=True)
class Part:
    """A part: work(shop or None, size) measures; size and short are the number of repetitions.

    environment is the shop's; {epayco} and {silent} in it stand for what the engine starts."""

    title: str
    work: Work
    size: int
    short: int = 0
    bad: tuple[str, ...] = ALWAYS
    patches: str = ""
    twins: tuple[Twin, ...] = ()
    environment: dict[str, str] = field(default_factory=dict)
    has_shop: bool = True
    repeatable: bool = False
