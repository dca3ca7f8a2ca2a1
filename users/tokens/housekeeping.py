"""What is remembered about tokens only until they would have expired anyway."""

from django.utils import timezone

from common import housekeeping, outbox
from users.models import BlacklistedAccessToken, RevokedSession, SpentRefreshToken

A_FEW = 500


def flush_expired(most: int | None = None) -> int:
    """Remove rows of tokens that are past their time; return how many they were."""
    now = timezone.now()
    return sum(
        housekeeping.remove(model.objects.filter(expires_at__lt=now), most)
        for model in (BlacklistedAccessToken, SpentRefreshToken, RevokedSession)
    )


def tidy_up_now_and_then() -> None:
    """Called where people come and go, so that the tables stay small without a job."""
    housekeeping.now_and_then(tidy_up)


def tidy_up() -> None:
    flush_expired(A_FEW)
    housekeeping.sweep(A_FEW)
    outbox.wake()
