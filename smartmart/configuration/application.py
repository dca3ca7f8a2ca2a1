"""Apps, middleware, templates and languages."""

from smartmart.configuration import BASE_DIR
from smartmart.configuration.databases import DATABASE_REPLICA_URL
from smartmart.configuration.environment import DEBUG
from smartmart.configuration.payments import GATEWAY_APPS

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
    *GATEWAY_APPS,
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
if DATABASE_REPLICA_URL:
    MIDDLEWARE.append("smartmart.serving.replicas.ReplicaMiddleware")
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

LANGUAGE_CODE = "es"
LANGUAGES = [("es", "Español"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "smartmart" / "locale"]
USE_I18N = True
FORMAT_MODULE_PATH = ["smartmart.formats"]
USE_TZ = True
TIME_ZONE = "UTC"
