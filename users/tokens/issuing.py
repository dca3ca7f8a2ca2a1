"""Tokens: how they are made, read, and revoked all at once."""

import hashlib
import hmac
import logging

from django.conf import settings
from django.db.models import F
from django.utils.crypto import constant_time_compare
from rest_framework_simplejwt.exceptions import InvalidToken
from rest_framework_simplejwt.tokens import AccessToken, RefreshToken, Token

from users.models import AppUser

logger = logging.getLogger(__name__)
MAX_ID = 2**63 - 1


def stamp(user: AppUser) -> str:
    """What a token must carry to be the user's: new after a change of password or version.

    It is made from what the row holds, so a change by API, admin or SQL revokes alike."""
    text = f"token-stamp:{user.pk}:{user.token_version}:{user.password}"
    return hmac.new(settings.JWT_SIGNING_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()


def issue(user: AppUser) -> dict[str, str]:
    """A fresh pair of tokens: {"access", "refresh"}."""
    refresh = RefreshToken.for_user(user)
    refresh["stamp"] = stamp(user)
    return {"access": str(refresh.access_token), "refresh": str(refresh)}


def revoke_all(user: AppUser) -> None:
    """Every token that was issued to the user so far is dead from the next request on."""
    AppUser.objects.filter(pk=user.pk).update(token_version=F("token_version") + 1)
    user.refresh_from_db(fields=["token_version"])


def read(kind: type[Token], raw: str | bytes) -> Token:
    """The token, if we signed it, it is of this kind, in date, and its claims make sense.

    Raises InvalidToken, whatever is wrong with it."""
    try:
        token = kind(raw)
        user_id_of(token)
        for claim in ("jti", "stamp"):
            if not (isinstance(token[claim], str) and 0 < len(token[claim]) <= 64):
                raise ValueError(claim)
    except Exception as error:
        # A list is an incomplete one: each library below has its own way to stumble over junk
        # (deep JSON in the header, an exp beyond all calendars, …), and all of it means the same.
        logger.debug("Unreadable token: %s", type(error).__name__)
        raise InvalidToken() from error
    return token


def read_access(raw: str | bytes) -> Token:
    return read(AccessToken, raw)


def read_refresh(raw: str | bytes) -> Token:
    return read(RefreshToken, raw)


def user_id_of(token: Token) -> int:
    """The primary key that the token names. Raises ValueError or KeyError."""
    claim = token["user_id"]
    if not (isinstance(claim, str) and claim.isascii() and claim.isdigit() and len(claim) <= 19):
        raise ValueError("user_id")
    if (pk := int(claim)) > MAX_ID:
        raise ValueError("user_id")
    return pk


def belongs_to(token: Token, user: AppUser | None) -> bool:
    """Is it a token of this user, active, and not revoked by a change of the account?"""
    return bool(user and user.is_active and constant_time_compare(token["stamp"], stamp(user)))
