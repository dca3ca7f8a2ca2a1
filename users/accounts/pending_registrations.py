"""Sign-ups, and changes of e-mail, that wait in the cache for their link to be opened.

Nothing of them is in the database, and of a password only the hash is anywhere."""

import uuid

from django.conf import settings

from common import cache

PREFIX = "pending-registration:"
REGISTRATION, EMAIL_CHANGE = "registration", "email_change"


def keep(kind: str, data: dict) -> str:
    """Keep the data for VERIFICATION_TTL_SECONDS and return the token that fetches it.

    Raises CacheDown."""
    token = str(uuid.uuid4())
    cache.hold(PREFIX + token, {**data, "kind": kind}, settings.VERIFICATION_TTL_SECONDS)
    return token


def replace_wish(user_id: int, token: str) -> None:
    """The link of this user's earlier change of e-mail is dead: its address may have been a slip
    of the pen, and its owner could take the account over. Raises CacheDown."""
    key = f"{PREFIX}of-user-{user_id}"
    if earlier := cache.look(key):
        discard(earlier)
    cache.hold(key, token, settings.VERIFICATION_TTL_SECONDS)


def load(token: str) -> dict | None:
    """What waits under the token, or None. Raises CacheDown."""
    return cache.look(PREFIX + token) if is_uuid(token) else None


def discard(token: str) -> None:
    """The token was used. Should the cache be down now, unique columns refuse a second use."""
    cache.forget(PREFIX + token)


def remember_use(token: str, kind: str) -> None:
    """Who opens the link again, in a browser, sees that all is well."""
    cache.remember(f"{PREFIX}used-{token}", kind, settings.VERIFICATION_TTL_SECONDS)


def used_for(token: str) -> str | None:
    """What the link was good for, if it was used a moment ago."""
    return cache.recall(f"{PREFIX}used-{token}") if is_uuid(token) else None


def is_uuid(token: str) -> bool:
    try:
        return str(uuid.UUID(token)) == token
    except ValueError:
        return False


def link(token: str) -> str:
    return f"{settings.PUBLIC_URL}/verifyemail/{token}/"
