"""Tells the OpenAPI schema what our authentication is."""

from drf_spectacular.contrib.rest_framework_simplejwt import SimpleJWTScheme


class BearerScheme(SimpleJWTScheme):
    target_class = "users.authentication.JWTWithAccessBlacklistAuthentication"
