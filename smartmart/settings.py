"""Settings. Values that differ between machines come from the environment; .env.example explains
each variable."""

import hashlib
import hmac
import os
from datetime import timedelta
from decimal import Decimal
from email.utils import formataddr
from pathlib import Path

import dj_database_url
from django.core.exceptions import ImproperlyConfigured
from dotenv import load_dotenv

from smartmart import env
from smartmart.monitoring import sentry
from smartmart.monitoring.logs import logging_config

BASE_DIR = Path(__file__).resolve().parent.parent
load_dotenv(BASE_DIR / os.environ.get("DOTENV_FILE", ".env"))

# --- Environment ----------------------------------------------------------------------------
DEBUG = env.flag("DEBUG", False)
DEMO_SECRETS = {
    "SECRET_KEY": "demo-secret-key-for-development-only",
    "P_CUST_ID_CLIENTE": "000000",
    "P_KEY": "demo-p-key-for-development-only",
    "EPAYCO_PUBLIC_KEY": "demo-public-key",
    "EPAYCO_PRIVATE_KEY": "demo-private-key",
}
SECRETS = env.secrets(DEMO_SECRETS, debug=DEBUG)
SECRET_KEY = SECRETS["SECRET_KEY"]
PUBLIC = env.address("PUBLIC_URL", "http://localhost:8000")
PUBLIC_URL, PUBLIC_SCHEME, PUBLIC_HOST = PUBLIC.geturl(), PUBLIC.scheme, PUBLIC.hostname
FRONTEND_URL = env.text("FRONTEND_URL") and env.address("FRONTEND_URL").geturl()
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", f"{PUBLIC_HOST},localhost,127.0.0.1,[::1]")
CORS_ALLOWED_ORIGINS = env.words("CORS_ALLOWED_ORIGINS", env.origin(FRONTEND_URL))
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS", env.origin(PUBLIC_URL))
TRUSTED_PROXIES = env.integer("TRUSTED_PROXIES", 0)

# --- Apps and middleware --------------------------------------------------------------------
INSTALLED_APPS = [
    "smartmart.apps.ShopAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "rest_framework",
    "django_filters",
    "corsheaders",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "drf_standardized_errors",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "common",
    "users",
    "catalog",
    "orders",
    "business_logic",
    "integrations",
    "integrations.epayco",
    "smartmart",
]
MIDDLEWARE = [
    # Removes itself unless METRICS_TOKEN is set.
    "smartmart.monitoring.metrics.MetricsMiddleware",
    "smartmart.http.middleware.RequestIdMiddleware",
    # Before middleware that responds itself: errors need CORS headers too, or a front end
    # can't read them.
    "smartmart.http.middleware.SecurityHeadersMiddleware",
    "corsheaders.middleware.CorsMiddleware",
    "smartmart.http.middleware.JsonErrorsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    # Cached catalog responses need none of the following middleware.
    "catalog.public.middleware.UnchangedCatalogMiddleware",
    "catalog.pictures.serving.PicturesMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "smartmart.admin.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "smartmart.admin.middleware.AuthenticationMiddleware",
    "smartmart.admin.uploads.StaffUploadsMiddleware",
    "smartmart.admin.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
if DEBUG:
    # In production the proxy compresses.
    MIDDLEWARE.insert(0, "django.middleware.gzip.GZipMiddleware")
ROOT_URLCONF = "smartmart.urls"
WSGI_APPLICATION = "smartmart.wsgi.application"
# A redirect would lose a POST's body, and ePayco follows none: a path without slash is a 404.
APPEND_SLASH = False
# All valid request bodies are far below this limit (413 above it).
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "smartmart" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "common.shop.in_templates",
            ]
        },
    }
]

# --- Database and cache ---------------------------------------------------------------------
DATABASES = {
    "default": env.database(
        "DATABASE_URL",
        f"sqlite:///{BASE_DIR / 'smartmart.sqlite3'}",
        # Opening a connection costs more than most requests, so each thread keeps one.
        conn_max_age=600,
        conn_health_checks=True,
    )
}
ENGINE_OPTIONS = {
    "django.db.backends.sqlite3": {
        # Writers queue from their first statement instead of failing at their first write.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    },
    "django.db.backends.mysql": {
        "charset": "utf8mb4",
        "isolation_level": "read committed",
        "init_command": "SET sql_mode='STRICT_TRANS_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,"
        "ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION', innodb_lock_wait_timeout=10",
        "connect_timeout": 5,
        "read_timeout": 30,
        "write_timeout": 30,
    },
}
DATABASE = DATABASES["default"]
if DATABASE["ENGINE"] not in ENGINE_OPTIONS:
    raise ImproperlyConfigured("DATABASE_URL must start with sqlite:/// or mysql://.")
DATABASE["OPTIONS"] = ENGINE_OPTIONS[DATABASE["ENGINE"]] | DATABASE.get("OPTIONS", {})
if DATABASE["ENGINE"].endswith("mysql"):
    DATABASE["ENGINE"] = "smartmart.mysql"
    DATABASE["TEST"] = {"CHARSET": "utf8mb4"}
if DATABASE_REPLICA_URL := env.text("DATABASE_REPLICA_URL"):
    # A read replica, of the same engine, for the public catalog.
    address = dj_database_url.parse(DATABASE_REPLICA_URL, conn_max_age=600, conn_health_checks=True)
    if address["ENGINE"].rsplit(".")[-1] != DATABASE["ENGINE"].rsplit(".")[-1]:
        raise ImproperlyConfigured("DATABASE_REPLICA_URL must be of the same kind as DATABASE_URL.")
    address["ENGINE"] = DATABASE["ENGINE"]
    address["OPTIONS"] = DATABASE["OPTIONS"] | address.get("OPTIONS", {})
    if "connect_timeout" in address["OPTIONS"]:
        # The primary can replace it, so don't wait long for an unreachable replica.
        address["OPTIONS"]["connect_timeout"] = 1
    DATABASES["replica"] = address | {"TEST": {"MIRROR": "default"}}
    DATABASE_ROUTERS = ["smartmart.serving.replicas.CatalogReplicaRouter"]
    MIDDLEWARE.append("smartmart.serving.replicas.ReplicaMiddleware")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Promise that one of several MySQL or MariaDB servers takes all writes; required for clusters.
DATABASE_SINGLE_WRITER = env.flag("DATABASE_SINGLE_WRITER", False)

CACHE_URL = env.text("CACHE_URL")
if "," in CACHE_URL:
    raise ImproperlyConfigured(
        "CACHE_URL must be the address of one Redis server: with a list of them, what one keeps "
        "another does not find."
    )
if CACHE_URL.startswith(("redis://", "rediss://")):
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": CACHE_URL,
            "KEY_PREFIX": "smartmart",
            # An unreachable Redis may delay a request briefly, but not break it.
            "OPTIONS": {"socket_connect_timeout": 0.5, "socket_timeout": 0.5},
        }
    }
elif not CACHE_URL:
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.db.DatabaseCache",
            "LOCATION": "cache",
            # Django's default of 300 would drop sign-ups and checkouts under load.
            "OPTIONS": {"MAX_ENTRIES": 1_000_000},
        }
    }
else:
    raise ImproperlyConfigured("CACHE_URL must start with redis:// or rediss://, or be empty.")

# --- Accounts and tokens --------------------------------------------------------------------
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

# --- The API --------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["users.authentication.JWTWithAccessBlacklistAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "common.http.negotiation.AnyAccept",
    "DEFAULT_PARSER_CLASSES": ["common.http.parsers.StrictJSONParser"],
    "DEFAULT_PAGINATION_CLASS": "common.http.pagination.PageNumbers",
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_SCHEMA_CLASS": "common.http.schema.ShopSchema",
    "EXCEPTION_HANDLER": "drf_standardized_errors.handler.exception_handler",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
DRF_STANDARDIZED_ERRORS = {
    "EXCEPTION_HANDLER_CLASS": "smartmart.http.errors.ErrorHandler",
    "EXCEPTION_FORMATTER_CLASS": "smartmart.http.errors.ErrorFormatter",
    # Django's debug page is HTML; this API always responds with JSON.
    "ENABLE_IN_DEBUG_FOR_UNHANDLED_EXCEPTIONS": True,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "SmartMart API",
    "DESCRIPTION": "Catalogue, accounts, checkout and payment by ePayco.",
    "VERSION": "1.0.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
    "DEFAULT_GENERATOR_CLASS": "smartmart.openapi.generator.EnglishSchemaGenerator",
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "smartmart.openapi.examples.add_examples",
    ],
    # The first version with webhooks.
    "OAS_VERSION": "3.1.0",
    "WEBHOOKS": [
        f"smartmart.http.webhooks.{name}"
        for name in (
            *("order_paid", "order_review", "order_status", "order_refunded", "order_reversed"),
            *("return_requested", "product_changed", "stock_low"),
        )
    ],
    # Fields with the same name but different choices.
    "ENUM_NAME_OVERRIDES": {
        "ErrorTypeEnum": "common.http.schema.ErrorType",
        "DocumentTypeEnum": "orders.models.DeliveryDetails.DocumentType",
        "TaxClassEnum": "common.money.taxes.TaxClass",
        "OrderStatusEnum": "orders.models.Order.Status",
    },
}
if DEBUG:
    # Front ends in development, on any port.
    CORS_ALLOWED_ORIGIN_REGEXES = [r"http://(localhost|127\.0\.0\.1)(:\d+)?\Z"]
CORS_ALLOW_HEADERS = (
    "accept",
    "accept-language",
    "authorization",
    "content-type",
    "idempotency-key",
    "if-match",
    "if-none-match",
    "x-request-id",
)
CORS_EXPOSE_HEADERS = ("etag", "retry-after", "x-request-id")

# --- The shop's identity --------------------------------------------------------------------
SHOP_NAME = env.text("SHOP_NAME", "SmartMart")
# The name that authenticator apps show.
OTP_TOTP_ISSUER = SHOP_NAME
SHOP_LEGAL_NAME = env.text("SHOP_LEGAL_NAME")
SHOP_BRAND = env.text("SHOP_BRAND")
SHOP_TAX_ID = env.tax_id("SHOP_TAX_ID")
SHOP_ADDRESS = env.text("SHOP_ADDRESS")
SHOP_PHONE = env.text("SHOP_PHONE")
SHOP_EMAIL = env.text("SHOP_EMAIL")
SHOP_TERMS_URL = env.text("SHOP_TERMS_URL") and env.address("SHOP_TERMS_URL").geturl()
SHOP_PRIVACY_URL = env.text("SHOP_PRIVACY_URL") and env.address("SHOP_PRIVACY_URL").geturl()
SHOP_PICKUP_ADDRESS = env.text("SHOP_PICKUP_ADDRESS")

# --- Money and ePayco -----------------------------------------------------------------------
TAX_RATE = env.rate("TAX_RATE", "0.19")
TAX_RATE_REDUCED = env.rate("TAX_RATE_REDUCED", "0.05")
TAX_RATE_CONSUMPTION = env.rate("TAX_RATE_CONSUMPTION", "0.08")
TAX_RATE_CHANGES = env.rate_changes("TAX_RATE_CHANGES", ("standard", "reduced", "consumption"))
PRICES_INCLUDE_TAX = env.flag("PRICES_INCLUDE_TAX", False)
CHECKOUT_TTL_SECONDS = env.integer("CHECKOUT_TTL_SECONDS", 300, minimum=1)
PENDING_HOLD_HOURS = env.integer("PENDING_HOLD_HOURS", 72)
PENDING_HOLD_UNITS = env.integer("PENDING_HOLD_UNITS", 200)
# 0: no reminders.
ABANDONED_CHECKOUT_HOURS = env.integer("ABANDONED_CHECKOUT_HOURS", 0)
LATE_PAYMENT_DAYS = env.integer("LATE_PAYMENT_DAYS", 10)
CHECKOUT_RETENTION_DAYS = env.integer("CHECKOUT_RETENTION_DAYS", 30)
RETURN_RETENTION_DAYS = env.integer("RETURN_RETENTION_DAYS", 365)
DELIVERY_FLAT_RATE = env.decimal("DELIVERY_FLAT_RATE", "12000", below=Decimal(10**9))
DELIVERY_FREE_FROM = env.decimal("DELIVERY_FREE_FROM", "200000", below=Decimal(10**12))
LOW_STOCK_THRESHOLD = env.integer("LOW_STOCK_THRESHOLD", 5)
LOW_STOCK_EMAIL = env.text("LOW_STOCK_EMAIL")
P_CUST_ID_CLIENTE = SECRETS["P_CUST_ID_CLIENTE"]
P_KEY = SECRETS["P_KEY"]
EPAYCO_PUBLIC_KEY = SECRETS["EPAYCO_PUBLIC_KEY"]
EPAYCO_PRIVATE_KEY = SECRETS["EPAYCO_PRIVATE_KEY"]
# The payment gateway of new checkouts.
PAYMENT_GATEWAY = "integrations.epayco.gateway"
EPAYCO_TEST = env.flag("EPAYCO_TEST", False)
EPAYCO_CURRENCY = env.choice("EPAYCO_CURRENCY", "COP", ("COP", "USD"))
EPAYCO_VERIFY = env.flag("EPAYCO_VERIFY", not DEBUG)
EPAYCO_CHECKOUT = env.choice("EPAYCO_CHECKOUT", "script", ("script", "session"))
EPAYCO_API_URL = env.text("EPAYCO_API_URL", "https://apify.epayco.co").rstrip("/")
EPAYCO_VALIDATION_URL = env.text("EPAYCO_VALIDATION_URL", "https://secure.epayco.co").rstrip("/")
# api: full refunds are requested from ePayco (docs/how-to/refunds.md). Never tried live.
EPAYCO_REFUNDS = env.choice("EPAYCO_REFUNDS", "manual", ("manual", "api"))
EPAYCO_OAUTH_URL = env.text(
    "EPAYCO_OAUTH_URL", "https://eks-ms-authentication-service.epayco.io"
).rstrip("/")
EPAYCO_REFUND_URL = env.text("EPAYCO_REFUND_URL", "https://apiflow-green.epayco.co").rstrip("/")

# --- Email ----------------------------------------------------------------------------------
EMAIL_BACKEND = env.text("EMAIL_BACKEND", "django.core.mail.backends.console.EmailBackend")
if DEBUG:
    # /mail/ shows sent emails, whichever backend sends them.
    MAILBOX_FORWARDS_TO, EMAIL_BACKEND = EMAIL_BACKEND, "smartmart.mailbox.backend.MailboxBackend"
EMAIL_FILE_PATH = env.text("EMAIL_FILE_PATH", str(BASE_DIR / "mail"))
EMAIL_HOST = env.text("EMAIL_HOST", "localhost")
EMAIL_PORT = env.integer("EMAIL_PORT", 25)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD")
EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = env.flag("EMAIL_USE_SSL", False)
EMAIL_TIMEOUT = 10
# Emails are sent in background threads, so that no response waits for the mail server.
MAIL_IN_BACKGROUND = True
DEFAULT_FROM_EMAIL = env.text(
    "DEFAULT_FROM_EMAIL", formataddr((SHOP_NAME, f"no-reply@{PUBLIC_HOST}"))
)

# --- Languages, times, files ----------------------------------------------------------------
LANGUAGE_CODE = "es"
LANGUAGES = [("es", "Español"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "smartmart" / "locale"]
USE_I18N = True
FORMAT_MODULE_PATH = ["smartmart.formats"]
USE_TZ = True
TIME_ZONE = "UTC"
STATIC_URL = "/static/"
# Static files are served from the packages, without collectstatic.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG

# --- Uploaded images ------------------------------------------------------------------------
# Absolute, for front ends on other hosts. The shop itself serves /media/ too.
MEDIA_URL = env.address("MEDIA_URL", f"{PUBLIC_URL}/media").geturl() + "/"
MEDIA_S3_BUCKET = env.text("MEDIA_S3_BUCKET")
# Empty on disk if a bucket is used.
MEDIA_ROOT = "" if MEDIA_S3_BUCKET else env.text("MEDIA_ROOT", str(BASE_DIR / "media"))
MEDIA_S3_REGION = env.text("MEDIA_S3_REGION")
MEDIA_S3_ENDPOINT = env.text("MEDIA_S3_ENDPOINT")
MEDIA_S3_ENDPOINT = MEDIA_S3_ENDPOINT and env.address("MEDIA_S3_ENDPOINT").geturl()
MEDIA_S3_DOMAIN = env.text("MEDIA_S3_DOMAIN")
STORAGES = {
    "default": env.picture_storage(
        MEDIA_S3_BUCKET, MEDIA_S3_REGION, MEDIA_S3_ENDPOINT, MEDIA_S3_DOMAIN
    ),
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
PICTURE_MAX_MB = env.integer("PICTURE_MAX_MB", 10, minimum=1, maximum=50)
PICTURE_MAX_MEGAPIXELS = env.integer("PICTURE_MAX_MEGAPIXELS", 30, minimum=1, maximum=100)
PICTURE_UPLOAD_MAX_MB = env.integer("PICTURE_UPLOAD_MAX_MB", 50, minimum=1, maximum=500)
PICTURE_GRACE_DAYS = env.integer("PICTURE_GRACE_DAYS", 14, minimum=1)

# --- Security -------------------------------------------------------------------------------
HTTPS = PUBLIC_SCHEME == "https"
SECURE_SSL_REDIRECT = HTTPS
# ePayco follows no redirects; load balancer probes and Prometheus use HTTP.
SECURE_REDIRECT_EXEMPT = [r"^checkoutconfirmation/$", r"^health/", r"^metrics/$"]
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
# Preloading takes months to undo, so it is opt-in.
SECURE_HSTS_PRELOAD = env.flag("HSTS_PRELOAD", False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
CSRF_FAILURE_VIEW = "smartmart.http.errors.csrf_failure"
X_FRAME_OPTIONS = "DENY"

# --- Logs -----------------------------------------------------------------------------------
LOG_LEVEL = env.choice("LOG_LEVEL", "INFO", ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"))
LOGGING = logging_config(level=LOG_LEVEL, as_json=not DEBUG)

# --- Monitoring -----------------------------------------------------------------------------
# The token of /metrics/; without it the page doesn't exist.
METRICS_TOKEN = env.text("METRICS_TOKEN")
if METRICS_TOKEN and not DEBUG and len(METRICS_TOKEN) < 16:
    raise ImproperlyConfigured("METRICS_TOKEN must have at least 16 characters.")
if SENTRY_DSN := env.text("SENTRY_DSN"):
    sentry.start(SENTRY_DSN, environment=env.text("SENTRY_ENVIRONMENT", PUBLIC_HOST))
