"""Settings of the test suite, with fixed secrets and no .env file.

DATABASE_URL and CACHE_URL come from the environment, so that the suite runs on every engine."""

import os
import tempfile

os.environ.update(
    DOTENV_FILE=os.devnull,
    DEBUG="false",
    SECRET_KEY="test-secret-key-of-the-test-suite-0123456789",
    PUBLIC_URL="http://testserver",
    ALLOWED_HOSTS="testserver,localhost,127.0.0.1",
    P_CUST_ID_CLIENTE="900002",
    P_KEY="9f3fa40cdb2395eff233098f69c16b9f6995da45",
    EPAYCO_PUBLIC_KEY="test-public-key",
    EPAYCO_PRIVATE_KEY="test-private-key",
    EPAYCO_VERIFY="false",
    EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend",
    THROTTLING="false",
)
for name in (
    "FRONTEND_URL",
    "TRUSTED_PROXIES",
    "EPAYCO_TEST",
    "EPAYCO_CHECKOUT",
    "EPAYCO_CURRENCY",
    "EPAYCO_API_URL",
    "EPAYCO_VALIDATION_URL",
    "EPAYCO_REFUNDS",
    "EPAYCO_OAUTH_URL",
    "EPAYCO_REFUND_URL",
    "TAX_RATE",
    "TAX_RATE_REDUCED",
    "TAX_RATE_CONSUMPTION",
    "TAX_RATE_CHANGES",
    "PRICES_INCLUDE_TAX",
    "CHECKOUT_TTL_SECONDS",
    "RETURN_RETENTION_DAYS",
    "CORS_ALLOWED_ORIGINS",
    "SHOP_NAME",
    "SHOP_BRAND",
    "SHOP_LEGAL_NAME",
    "SHOP_TAX_ID",
    "SHOP_ADDRESS",
    "SHOP_PHONE",
    "SHOP_EMAIL",
    "SHOP_TERMS_URL",
    "SHOP_PRIVACY_URL",
    "SHOP_PICKUP_ADDRESS",
    "MEDIA_URL",
    "MEDIA_S3_BUCKET",
):
    os.environ.pop(name, None)

from smartmart.settings import *  # noqa: E402, F403

# An error code that the documents don't explain fails the test that meets it.
DRF_STANDARDIZED_ERRORS["EXCEPTION_FORMATTER_CLASS"] = (  # noqa: F405
    "smartmart.tests.error_codes.ExplainedOnly"
)
# The real algorithm, with few rounds: the suite hashes thousands of passwords.
PASSWORD_HASHERS = ["smartmart.tests.hashers.QuickPBKDF2"]
# Created by the first test that stores an image; removed at the end (conftest.py).
MEDIA_ROOT = os.path.join(tempfile.gettempdir(), f"smartmart-test-media-{os.getpid()}")
# Emails are delivered as soon as their transaction is committed.
MAIL_IN_BACKGROUND = False
# Each test client builds the middleware anew: a file is looked for when it is asked for,
# instead of listing all static files every time, which was a third of the suite.
WHITENOISE_AUTOREFRESH = True

# Each pytest-xdist process has its own database (by pytest-django) and its own keys in Redis,
# shared with the processes it starts.
XDIST = ("PYTEST_XDIST_TESTRUNUID", "PYTEST_XDIST_WORKER")
if CACHE_URL:  # noqa: F405
    CACHES["default"] |= {  # noqa: F405
        "BACKEND": "smartmart.tests.caches.OwnKeys",
        "KEY_PREFIX": "-".join(["test", *filter(None, map(os.environ.get, XDIST))]),
    }
