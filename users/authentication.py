from rest_framework_simplejwt.authentication import JWTAuthentication
from rest_framework_simplejwt.exceptions import InvalidToken
from rest_framework_simplejwt.tokens import Token

from users.models import AppUser
from users.tokens import issuing as tokens

# Plain SQL, because every authenticated request runs it. Matched by jti, which is the same for
# every spelling of a token that the decoder accepts.
OWNER = """SELECT app_users.*,
    EXISTS(SELECT 1 FROM BlacklistedAccessToken WHERE jti = %s)
    OR EXISTS(SELECT 1 FROM revoked_session WHERE sid = %s) AS token_is_revoked
FROM app_users WHERE id = %s"""


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
        owners = AppUser.objects.raw(OWNER, [validated_token["jti"], session, user_id])
        user = next(iter(owners), None)
        if not tokens.belongs_to(validated_token, user) or user.token_is_revoked:
            raise InvalidToken()
        return user
