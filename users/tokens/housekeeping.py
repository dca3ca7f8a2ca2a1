"""Delete rows about tokens that have expired."""

from django.utils import timezone

from common.jobs import housekeeping
from common.mail import outbox
from users.models import BlacklistedAccessToken, RevokedSession, SpentRefreshToken

A_FEW = 500


def flush_expired(most: int | None = None) -> int:
    """Delete rows of expired tokens; return how many."""
    now = timezone.now()
    return sum(
        housekeeping.remove(model.objects.filter(expires_at__lt=now), most)
        for model in (BlacklistedAccessToken, SpentRefreshToken, RevokedSession)
    )


def tidy_up_now_and_then() -> None:
    """Clean up occasionally; called at login and logout, so that no job is needed."""
    housekeeping.now_and_then(tidy_up)


def tidy_up() -> None:
    flush_expired(A_FEW)
    housekeeping.sweep(A_FEW)
    outbox.wake()
