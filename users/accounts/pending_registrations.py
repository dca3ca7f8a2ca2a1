"""Sign-ups and email changes, kept in the cache until their link is opened.

Nothing is in the database, and only the hash of a password is stored."""

import uuid

from django.conf import settings

from common import cache

PREFIX = "pending-registration:"
REGISTRATION, EMAIL_CHANGE = "registration", "email_change"


def keep(kind: str, data: dict) -> str:
    """Store the data for VERIFICATION_TTL_SECONDS and return its token.

    Raises CacheDown."""
    token = str(uuid.uuid4())
    cache.store(PREFIX + token, {**data, "kind": kind}, settings.VERIFICATION_TTL_SECONDS)
    return token


def supersede_email_change(user_id: int, token: str) -> None:
    """Invalidate the user's earlier email-change link: a mistyped address could let its owner
    take over the account. Raises CacheDown."""
    key = f"{PREFIX}of-user-{user_id}"
    if earlier := cache.fetch(key):
        discard(earlier)
    cache.store(key, token, settings.VERIFICATION_TTL_SECONDS)


def load(token: str) -> dict | None:
    """Return the data of a token, or None. Raises CacheDown."""
    return cache.fetch(PREFIX + token) if is_uuid(token) else None


def discard(token: str) -> None:
    """Delete a used token. If the cache is down, unique columns prevent a second use."""
    cache.forget(PREFIX + token)


def remember_use(token: str, kind: str) -> None:
    """Record that the link was used, so that reopening it in a browser shows success."""
    cache.set_cached(f"{PREFIX}used-{token}", kind, settings.VERIFICATION_TTL_SECONDS)


def used_for(token: str) -> str | None:
    """Return the kind of a recently used link, or None."""
    return cache.get_cached(f"{PREFIX}used-{token}") if is_uuid(token) else None


def is_uuid(token: str) -> bool:
    try:
        return str(uuid.UUID(token)) == token
    except ValueError:
        return False


def link(token: str) -> str:
    return f"{settings.PUBLIC_URL}/verifyemail/{token}/"
