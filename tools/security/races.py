"""One refresh token, sent sixteen times at once: exactly one request gets the new pair."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from common.tests.race import race
from tools.security.wire import send
from users.tests.factories import make_user
from users.tokens import issuing as tokens

AT_ONCE = 16


@dataclass
class Races:
    trials: int = 0
    faults: list[str] = field(default_factory=list)


def run(trials: int) -> Races:
    found = Races()
    for _ in range(trials):
        token = tokens.issue(make_user())["refresh"]
        won = race(lambda _, raw=token: send("POST", "/refresh/", {"refresh": raw}).status, AT_ONCE)
        found.trials += 1
        if Counter(won) != {200: 1, 401: AT_ONCE - 1}:
            found.faults.append(f"one token at once: {Counter(won)}")
    return found
