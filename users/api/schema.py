"""OpenAPI schema of the authentication class."""

from drf_spectacular.contrib.rest_framework_simplejwt import SimpleJWTScheme


class BearerScheme(SimpleJWTScheme):
    target_class = "users.authentication.JWTWithAccessBlacklistAuthentication"
