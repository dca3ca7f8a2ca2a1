"""Log in, refresh tokens, log out."""

import logging
from datetime import datetime, timedelta, timezone
from functools import partial

from django.conf import settings
from django.contrib.auth import authenticate
from django.db import IntegrityError
from django.http import HttpRequest
from django.utils.timezone import now
from rest_framework_simplejwt.exceptions import InvalidToken
from rest_framework_simplejwt.tokens import Token

from common import audit
from common.db.transactions import autocommit, in_transaction
from common.http.net import client_address
from users.exceptions import DeadToken, HashesBusy, InvalidCredentials, OtpRequired
from users.limits import LoginAttempt
from users.models import AppUser, BlacklistedAccessToken, RevokedSession, SpentRefreshToken
from users.second_factor import codes as second_factor
from users.tokens import issuing as tokens

logger = logging.getLogger(__name__)


def log_in(
    request: HttpRequest, *, email: str, password: str, otp: str | None = None
) -> dict[str, str]:
    """Return a pair of tokens for the right password of an active account.

    Every failure costs one password hash and gives the same response. Raises Throttled (before
    the hash), HashesBusy, InvalidCredentials, or OtpRequired (only after the right password)."""
    address = client_address(request)
    attempt = LoginAttempt(email, address)
    attempt.begin()
    try:
        user = authenticate(request, email=email, password=password)
    except HashesBusy:
        attempt.take_back()
        raise
    try:
        if user is None:
            raise InvalidCredentials()
        second_factor.check(user, otp)
    except OtpRequired:
        attempt.take_back()
        raise
    except InvalidCredentials:
        subject = AppUser.objects.audit_name_of(email)
        audit.record("login_failed", subject=subject, address=address)
        raise
    in_transaction(partial(record_login, user, attempt))
    return tokens.issue(user)


def record_login(user: AppUser, attempt: LoginAttempt) -> None:
    """Write everything in one transaction: on SQLite each one waits for all other writers.

    The counters come last, since other logins from the same address wait for them."""
    user.last_login = now()
    AppUser.objects.filter(pk=user.pk).update(last_login=user.last_login)
    audit.record("login", actor=user, subject=user.audit_name, address=attempt.address)
    attempt.succeed()


def rotate_refresh(raw: str, *, address: str) -> dict[str, str]:
    """Exchange a refresh token for a new pair, and revoke it.

    Reused within REFRESH_GRACE_SECONDS it gets the same pair again. Later reuse is treated as
    theft and revokes its session. Raises DeadToken."""
    try:
        token = tokens.read_refresh(raw)
    except InvalidToken as error:
        raise DeadToken() from error
    user = AppUser.objects.filter(pk=tokens.user_id_of(token)).first()
    # A token of a revoked session ends here: its reuse isn't reported again.
    if not tokens.belongs_to(token, user) or is_revoked(token):
        raise DeadToken()
    spent_at = claim(token, user)
    if spent_at is None:
        revoke_on_reuse(user, token, address=address)
        raise DeadToken()
    # If the session or account is revoked in the meantime, so is the new pair: it carries the old
    # token's session and the stamp that was read before.
    return tokens.successors(user, token, spent_at)


def claim(token: Token, user: AppUser) -> datetime | None:
    """Claim the refresh token and return the time of its first use, or None if the grace period
    is over. Of concurrent requests one inserts the row and the others read it."""
    row = SpentRefreshToken(jti=token["jti"], user=user, expires_at=expiry(token))
    try:
        autocommit(lambda: row.save(force_insert=True))
    except IntegrityError:
        first = SpentRefreshToken.objects.filter(jti=token["jti"]).first()
        grace = timedelta(seconds=settings.REFRESH_GRACE_SECONDS)
        return first.spent_at if first and now() < first.spent_at + grace else None
    return row.spent_at


def is_revoked(token: Token) -> bool:
    return RevokedSession.objects.filter(sid=tokens.session_of(token)).exists()


def revoke_session(token: Token) -> bool:
    """Revoke all tokens of a session, from the next request on.

    Returns False if it was revoked before. Run it in a transaction."""
    last = now() + settings.SIMPLE_JWT["REFRESH_TOKEN_LIFETIME"]
    _row, is_new = RevokedSession.objects.get_or_create(
        sid=tokens.session_of(token), defaults={"expires_at": last}
    )
    return is_new


def revoke_on_reuse(user: AppUser, token: Token, *, address: str) -> None:
    logger.warning("A spent refresh token of user %s was shown again.", user.pk)

    def revoke() -> None:
        if revoke_session(token):
            audit.record("refresh_token_reused", subject=user.audit_name, address=address)

    in_transaction(revoke)


def log_out(user: AppUser, access: Token, refresh: str | None) -> None:
    """End this session. A missing refresh token, or another user's, is ignored."""
    own = own_refresh(user, refresh)

    def end() -> None:
        BlacklistedAccessToken.objects.get_or_create(
            jti=access["jti"], defaults={"token": str(access), "expires_at": expiry(access)}
        )
        if own is not None:
            revoke_session(own)

    in_transaction(end)


def own_refresh(user: AppUser, raw: str | None) -> Token | None:
    try:
        token = tokens.read_refresh(raw) if raw else None
    except InvalidToken:
        return None
    return token if token and tokens.user_id_of(token) == user.pk else None


def log_out_everywhere(user: AppUser, *, address: str) -> None:
    """End all of the user's sessions, including this one."""

    def end() -> None:
        tokens.revoke_all(user)
        audit.record("logged_out_everywhere", actor=user, subject=user.audit_name, address=address)

    in_transaction(end)


def expiry(token: Token) -> datetime:
    return datetime.fromtimestamp(token["exp"], tz=timezone.utc)
