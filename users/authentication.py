from django.db import DEFAULT_DB_ALIAS
from django.db.models import Exists, QuerySet
from rest_framework_simplejwt.authentication import JWTAuthentication
from rest_framework_simplejwt.exceptions import InvalidToken
from rest_framework_simplejwt.tokens import Token

from common.db.statements import columns, prepared
from users.models import AppUser, BlacklistedAccessToken, RevokedSession
from users.tokens import issuing as tokens

COLUMNS = columns(AppUser)
# Placeholders for a token's values in the prepared statement.
JTI, SESSION, OWNER = "jti", "session", -1


def owner_of_token() -> QuerySet:
    """Return the user, and whether the token or its session was revoked.

    Matched by jti, which is the same for every spelling of a token that the decoder accepts."""
    rows = AppUser.objects.filter(pk=OWNER).annotate(
        is_blacklisted=Exists(BlacklistedAccessToken.objects.filter(jti=JTI)),
        is_ended=Exists(RevokedSession.objects.filter(sid=SESSION)),
    )
    return rows.order_by().values_list(*COLUMNS, "is_blacklisted", "is_ended")


class JWTWithAccessBlacklistAuthentication(JWTAuthentication):
    """Authenticate bearer tokens and reject revoked ones, with one indexed query per request.

    The response says that a token is invalid, but not why."""

    def get_raw_token(self, header: bytes) -> bytes | None:
        parts = header.split()
        if not parts or parts[0].lower() != b"bearer":
            return None
        if len(parts) != 2:
            raise InvalidToken()
        return parts[1]

    def get_validated_token(self, raw_token: bytes) -> Token:
        return tokens.read_access(raw_token)

    def get_user(self, validated_token: Token) -> AppUser:
        session, user_id = tokens.session_of(validated_token), tokens.user_id_of(validated_token)
        rows = prepared("owner of token", owner_of_token).rows(
            {JTI: validated_token["jti"], SESSION: session, OWNER: user_id}
        )
        *row, is_blacklisted, is_ended = rows[0] if rows else (True, True)
        user = AppUser.from_db(DEFAULT_DB_ALIAS, COLUMNS, row) if row else None
        if not tokens.belongs_to(validated_token, user) or is_blacklisted or is_ended:
            raise InvalidToken()
        return user
