"""Accounts, passwords, tokens and their limits."""

import hashlib
import hmac
from datetime import timedelta

from django.core.exceptions import ImproperlyConfigured

from smartmart import env
from smartmart.configuration.environment import DEBUG, SECRET_KEY

AUTH_USER_MODEL = "users.AppUser"
# The email is unique by email_key, independent of collations.
# The browsers' preload list is optional and hard to undo.
SILENCED_SYSTEM_CHECKS = ["auth.W004", "security.W021"]
AUTHENTICATION_BACKENDS = ["users.backends.ShopBackend"]
PASSWORD_HASHERS = ["users.hashers.PatientPBKDF2"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
# If set, sign-up requires accepting this version of the privacy policy.
SHOP_PRIVACY_VERSION = env.text("SHOP_PRIVACY_VERSION")
if len(SHOP_PRIVACY_VERSION) > 64:
    raise ImproperlyConfigured("SHOP_PRIVACY_VERSION must have at most 64 characters.")
# required: staff without a second factor see only the page that sets it up.
ADMIN_2FA = env.choice("ADMIN_2FA", "optional", ("optional", "required"))
# Wrong codes are limited like wrong passwords (users/limits.py).
OTP_TOTP_THROTTLE_FACTOR = OTP_STATIC_THROTTLE_FACTOR = 0
VERIFICATION_TTL_SECONDS = env.integer("VERIFICATION_TTL_SECONDS", 300, minimum=1)
# An emailed reset link is valid for an hour, once.
PASSWORD_RESET_TIMEOUT = 3600
JWT_SIGNING_KEY = env.text(
    "JWT_SIGNING_KEY", hmac.new(SECRET_KEY.encode(), b"jwt", hashlib.sha256).hexdigest()
)
if not DEBUG and len(JWT_SIGNING_KEY.encode()) < 32:
    raise ImproperlyConfigured("JWT_SIGNING_KEY must have at least 32 bytes.")
SIMPLE_JWT = {
    "ACCESS_TOKEN_LIFETIME": timedelta(
        minutes=env.integer("ACCESS_TOKEN_LIFETIME_MINUTES", 15, minimum=1)
    ),
    "REFRESH_TOKEN_LIFETIME": timedelta(
        days=env.integer("REFRESH_TOKEN_LIFETIME_DAYS", 7, minimum=1)
    ),
    "ALGORITHM": "HS256",
    "SIGNING_KEY": JWT_SIGNING_KEY,
    "ISSUER": "smartmart",
    "AUDIENCE": "smartmart",
    "AUTH_HEADER_TYPES": ("Bearer",),
    "UPDATE_LAST_LOGIN": False,
}
# A refresh token reused within this time gets the same response: two tabs, or a lost reply.
REFRESH_GRACE_SECONDS = env.integer("REFRESH_GRACE_SECONDS", 10)
# Limits per account and IP address (users/limits.py); only tests disable them.
THROTTLING = env.flag("THROTTLING", True)
