from rest_framework_simplejwt.authentication import JWTAuthentication


class JWTWithAccessBlacklistAuthentication(JWTAuthentication):
    """Bearer tokens, minus those that were revoked."""
