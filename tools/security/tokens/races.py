"""Send one refresh token sixteen times at once: one pair within the grace period; then theft."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from django.test import override_settings

from common.models import AuditEvent
from common.tests.race import race
from tools.security.wire import WsgiReply, send
from users.tests.factories import make_user
from users.tokens import issuing as tokens

AT_ONCE = 16


@dataclass
class Races:
    trials: int = 0
    faults: list[str] = field(default_factory=list)

    def expect(self, holds: bool, fault: str) -> None:
        if not holds:
            self.faults.append(fault)


def run(trials: int) -> Races:
    found = Races(trials)
    for _ in range(trials):
        user = make_user()
        token, elsewhere = tokens.issue(user)["refresh"], tokens.issue(user)["access"]
        tabs = at_once(token)
        statuses, pairs = Counter(answer.status for answer in tabs), {each.body for each in tabs}
        found.expect(statuses == {200: AT_ONCE}, f"tabs: {statuses}")
        found.expect(len(pairs) == 1, f"{len(pairs)} pairs of one token")
        with override_settings(REFRESH_GRACE_SECONDS=0):
            thieves = Counter(answer.status for answer in at_once(token))
        found.expect(thieves == {401: AT_ONCE}, f"thieves: {thieves}")
        new = tabs[0].json().get("access")
        found.expect(profile(new) == 401, "the session of a stolen token lives")
        found.expect(profile(elsewhere) == 200, "another session died")
        thefts = AuditEvent.objects.filter(
            action="refresh_token_reused", subject=user.audit_name
        ).count()
        found.expect(thefts == 1, f"{thefts} thefts are on record")
    return found


def at_once(token: str) -> list[WsgiReply]:
    return race(lambda _: send("POST", "/refresh/", {"refresh": token}), AT_ONCE)


def profile(access: str) -> int:
    return send("GET", "/users/profile/", token=access).status
