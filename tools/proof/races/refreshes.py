"""Reuse one refresh token concurrently: one pair within the grace period, then theft."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from common.models import AuditEvent
from tools.proof.shop import Shop
from tools.proof.wire import Answer, Tally, together
from users.models import SpentRefreshToken
from users.tests.factories import make_user
from users.tokens import issuing as tokens

TABS = 8


def same_token(shop: Shop, rounds: int) -> dict[str, Any]:
    """Refresh in eight tabs with one token at once; later a thief uses it eight times at once."""
    tally, wires = Tally(), [shop.wire() for _ in range(TABS)]
    pairs = broken = 0
    for _ in range(rounds):
        user = make_user()
        token, elsewhere = tokens.issue(user)["refresh"], tokens.issue(user)["access"]
        tabs = show(wires, token)
        pairs += len({answer.body for answer in tabs}) - 1
        broken += sum(answer.status != 200 for answer in tabs)
        SpentRefreshToken.objects.filter(user=user).update(
            spent_at=timezone.now() - timedelta(hours=1)
        )
        thief = show(wires, token)
        broken += sum(answer.status != 401 for answer in thief)
        broken += profile(wires[0], tabs[0].json().get("access", "")).status != 401
        broken += profile(wires[0], elsewhere).status != 200
        theft = AuditEvent.objects.filter(action="refresh_token_reused", subject=user.audit_name)
        broken += theft.count() != 1
        tally.add(*tabs, *thief)
    return {"rounds": rounds, "pairs": pairs, "broken": broken, **tally.figures()}


def show(wires: list, token: str) -> list[Answer]:
    return together(
        [lambda wire=wire: wire.post("/refresh/", {"refresh": token}) for wire in wires]
    )


def profile(wire, access: str) -> Answer:
    return wire.send("GET", "/users/profile/", Authorization=f"Bearer {access}")
