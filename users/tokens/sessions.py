"""Coming in, staying in, going out: log in, refresh, log out."""

import logging
from datetime import datetime, timedelta, timezone

from django.conf import settings
from django.contrib.auth import authenticate
from django.db import IntegrityError
from django.http import HttpRequest
from django.utils.timezone import now
from rest_framework_simplejwt.exceptions import InvalidToken
from rest_framework_simplejwt.tokens import Token

from common import audit
from common.db import alone, in_transaction
from common.net import client_address
from users.exceptions import DeadToken, HashesBusy, InvalidCredentials, OtpRequired
from users.limits import LoginAttempt
from users.models import AppUser, BlacklistedAccessToken, RevokedSession, SpentRefreshToken
from users.second_factor import codes as second_factor
from users.tokens import issuing as tokens

logger = logging.getLogger(__name__)


def log_in(
    request: HttpRequest, *, email: str, password: str, otp: str | None = None
) -> dict[str, str]:
    """A pair of tokens for the right password of an active account.

    Whatever is wrong, one password hash is computed and the answer is the same.
    Raises Throttled before that hash; HashesBusy; InvalidCredentials; OtpRequired, only after
    the right password."""
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
    attempt.succeed()
    user.last_login = now()
    AppUser.objects.filter(pk=user.pk).update(last_login=user.last_login)
    audit.record("login", actor=user, subject=user.audit_name, address=address)
    return tokens.issue(user)


def rotate_refresh(raw: str, *, address: str) -> dict[str, str]:
    """A new pair of tokens for a refresh token, which is dead from now on.

    For REFRESH_GRACE_SECONDS it gets the very same pair again, however many ask. Shown later it is
    taken for theft: its session is revoked. Raises DeadToken."""
    try:
        token = tokens.read_refresh(raw)
    except InvalidToken as error:
        raise DeadToken() from error
    user = AppUser.objects.filter(pk=tokens.user_id_of(token)).first()
    # Revoked tokens end here: whoever keeps an old one is no news.
    if not tokens.belongs_to(token, user) or is_revoked(token):
        raise DeadToken()
    spent_at = spend(token, user)
    if spent_at is None:
        answer_theft(user, token, address=address)
        raise DeadToken()
    # Should the session or the account be revoked meanwhile, the new pair is dead with the rest:
    # it carries the session of the old token, and the stamp that was read before.
    return tokens.successors(user, token, spent_at)


def spend(token: Token, user: AppUser) -> datetime | None:
    """Claim the refresh token, and return the moment of its first use; None where the grace after
    it is over. Of many at once one writes the row, and the others read it."""
    row = SpentRefreshToken(jti=token["jti"], user=user, expires_at=expiry(token))
    try:
        alone(lambda: row.save(force_insert=True))
    except IntegrityError:
        first = SpentRefreshToken.objects.filter(jti=token["jti"]).first()
        grace = timedelta(seconds=settings.REFRESH_GRACE_SECONDS)
        return first.spent_at if first and now() < first.spent_at + grace else None
    return row.spent_at


def is_revoked(token: Token) -> bool:
    return RevokedSession.objects.filter(sid=tokens.session_of(token)).exists()


def revoke_session(token: Token) -> bool:
    """Every token that descends from the same log-in is dead from the next request on.

    False where that was so before. Run it in a transaction."""
    last = now() + settings.SIMPLE_JWT["REFRESH_TOKEN_LIFETIME"]
    _row, is_new = RevokedSession.objects.get_or_create(
        sid=tokens.session_of(token), defaults={"expires_at": last}
    )
    return is_new


def answer_theft(user: AppUser, token: Token, *, address: str) -> None:
    logger.warning("A spent refresh token of user %s was shown again.", user.pk)

    def revoke() -> None:
        if revoke_session(token):
            audit.record("refresh_token_reused", subject=user.audit_name, address=address)

    in_transaction(revoke)


def log_out(user: AppUser, access: Token, refresh: str | None) -> None:
    """End this session. A refresh token that is not the user's own, or none at all, is ignored."""
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
    """End every session of the user, this one too."""

    def end() -> None:
        tokens.revoke_all(user)
        audit.record("logged_out_everywhere", actor=user, subject=user.audit_name, address=address)

    in_transaction(end)


def expiry(token: Token) -> datetime:
    return datetime.fromtimestamp(token["exp"], tz=timezone.utc)
