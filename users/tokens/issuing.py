"""Issue, read and revoke tokens."""

import hashlib
import hmac
import logging
import uuid
from datetime import datetime

from django.conf import settings
from django.db.models import F
from django.utils.crypto import constant_time_compare
from rest_framework_simplejwt.exceptions import InvalidToken
from rest_framework_simplejwt.tokens import AccessToken, RefreshToken, Token

from users.models import AppUser

logger = logging.getLogger(__name__)
MAX_ID = 2**63 - 1


def security_stamp(user: AppUser) -> str:
    """Return the user's security stamp, which changes with the password or token_version.

    It is derived from the row, so a change by API, admin or SQL revokes tokens alike."""
    text = f"token-stamp:{user.pk}:{user.token_version}:{user.password}"
    return hmac.new(settings.JWT_SIGNING_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()


def issue(user: AppUser) -> dict[str, str]:
    """Return the first pair of tokens of a new session: {"access", "refresh"}."""
    return pair(user, RefreshToken.for_user(user), session=uuid.uuid4().hex)


def successors(user: AppUser, spent: Token, at: datetime) -> dict[str, str]:
    """Return the pair that a refresh token is exchanged for; always the same one.

    It is derived from the used token and the time of its use, so it isn't stored."""
    refresh = RefreshToken.for_user(user)
    refresh.current_time = at
    refresh["jti"] = derived(spent, "refresh")
    refresh.set_exp(from_time=at)
    refresh.set_iat(at_time=at)
    return pair(user, refresh, session=session_of(spent), access_jti=derived(spent, "access"))


def pair(
    user: AppUser, refresh: RefreshToken, *, session: str, access_jti: str | None = None
) -> dict[str, str]:
    refresh["stamp"], refresh["sid"] = security_stamp(user), session
    access = refresh.access_token
    access.set_iat(at_time=refresh.current_time)
    if access_jti:
        access["jti"] = access_jti
    return {"access": str(access), "refresh": str(refresh)}


def derived(spent: Token, kind: str) -> str:
    """Return the jti of a successor: unpredictable, but always the same."""
    text = f"successor:{kind}:{spent['jti']}"
    key = settings.JWT_SIGNING_KEY.encode()
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()[:32]


def session_of(token: Token) -> str:
    """Return the session of a token. A refresh token issued by an earlier version has none and
    starts a session of its own."""
    return token.get("sid") or token["jti"]


def revoke_all(user: AppUser) -> None:
    """Revoke all tokens issued to the user so far, from the next request on."""
    AppUser.objects.filter(pk=user.pk).update(token_version=F("token_version") + 1)
    user.refresh_from_db(fields=["token_version"])


def read(kind: type[Token], raw: str | bytes) -> Token:
    """Decode a token and check signature, kind, dates and claims.

    Raises InvalidToken, whatever is wrong."""
    try:
        token = kind(raw)
        user_id_of(token)
        for value in (token["jti"], token["stamp"], session_of(token)):
            if not (isinstance(value, str) and 0 < len(value) <= 64):
                raise ValueError("not a short text")
    except Exception as error:
        # Catch everything: the JWT libraries raise many exception types on malformed input
        # (deep JSON in the header, an exp out of range, …).
        logger.debug("Unreadable token: %s", type(error).__name__)
        raise InvalidToken() from error
    return token


def read_access(raw: str | bytes) -> Token:
    return read(AccessToken, raw)


def read_refresh(raw: str | bytes) -> Token:
    return read(RefreshToken, raw)


def user_id_of(token: Token) -> int:
    """Return the user's primary key in the token. Raises ValueError or KeyError."""
    claim = token["user_id"]
    if not (isinstance(claim, str) and claim.isascii() and claim.isdigit() and len(claim) <= 19):
        raise ValueError("user_id")
    if (pk := int(claim)) > MAX_ID:
        raise ValueError("user_id")
    return pk


def belongs_to(token: Token, user: AppUser | None) -> bool:
    """Return True if the user is active and the token carries the current security stamp."""
    return bool(
        user and user.is_active and constant_time_compare(token["stamp"], security_stamp(user))
    )
