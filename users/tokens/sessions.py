"""Coming in, staying in, going out: log in, refresh, log out."""

import logging
from datetime import datetime, timezone

from django.contrib.auth import authenticate
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils.timezone import now
from rest_framework_simplejwt.exceptions import InvalidToken
from rest_framework_simplejwt.tokens import Token

from common import audit
from common.db import alone
from common.net import client_address
from users.exceptions import DeadToken, InvalidCredentials
from users.limits import LoginAttempt
from users.models import AppUser, BlacklistedAccessToken, SpentRefreshToken
from users.tokens import issuing as tokens

logger = logging.getLogger(__name__)


def log_in(request: HttpRequest, *, email: str, password: str) -> dict[str, str]:
    """A pair of tokens for the right password of an active account.

    Whatever is wrong, one password hash is computed and the answer is the same.
    Raises Throttled before that hash; InvalidCredentials."""
    address = client_address(request)
    attempt = LoginAttempt(email, address)
    attempt.begin()
    user = authenticate(request, email=email, password=password)
    if user is None:
        subject = AppUser.objects.audit_name_of(email)
        audit.record("login_failed", subject=subject, address=address)
        raise InvalidCredentials()
    attempt.succeed()
    user.last_login = now()
    AppUser.objects.filter(pk=user.pk).update(last_login=user.last_login)
    audit.record("login", actor=user, subject=user.audit_name, address=address)
    return tokens.issue(user)


def rotate_refresh(raw: str, *, address: str) -> dict[str, str]:
    """A new pair of tokens for a refresh token, which is dead from now on.

    A token that was spent before is taken for theft: all of its user's tokens are revoked.
    Raises DeadToken."""
    try:
        token = tokens.read_refresh(raw)
    except InvalidToken as error:
        raise DeadToken() from error
    user = AppUser.objects.filter(pk=tokens.user_id_of(token)).first()
    # Revoked tokens end here: whoever keeps an old one cannot log its owner out again and again.
    if not tokens.belongs_to(token, user):
        raise DeadToken()
    # The user was read before the token is claimed: should this very token be shown again
    # meanwhile, the new pair carries the old stamp and dies with the rest.
    if not spend(token, user):
        answer_theft(user, address=address)
        raise DeadToken()
    return tokens.issue(user)


def spend(token: Token, user: AppUser) -> bool:
    """Claim the refresh token; False where it was spent before. Of many at once one wins."""
    row = SpentRefreshToken(jti=token["jti"], user=user, expires_at=expiry(token))
    try:
        alone(lambda: row.save(force_insert=True))
    except IntegrityError:
        return False
    return True


@transaction.atomic
def answer_theft(user: AppUser, *, address: str) -> None:
    logger.warning("A spent refresh token of user %s was shown again; all are revoked.", user.pk)
    tokens.revoke_all(user)
    audit.record("refresh_token_reused", subject=user.audit_name, address=address)


def log_out(user: AppUser, access: Token, refresh: str | None) -> None:
    """End this session. A refresh token that is not the user's own, or none at all, is ignored."""
    BlacklistedAccessToken.objects.get_or_create(
        jti=access["jti"], defaults={"token": str(access), "expires_at": expiry(access)}
    )
    if not refresh:
        return
    try:
        token = tokens.read_refresh(refresh)
    except InvalidToken:
        return
    if tokens.user_id_of(token) == user.pk:
        spend(token, user)


def expiry(token: Token) -> datetime:
    return datetime.fromtimestamp(token["exp"], tz=timezone.utc)
