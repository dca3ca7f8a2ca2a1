"""The WSGI entry point: gunicorn smartmart.wsgi."""

import os
import sys

import django
from django.core.exceptions import ImproperlyConfigured

# Tells gunicorn that the app can't start: it stops instead of starting another worker.
CANNOT_BOOT = 3

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "smartmart.settings")

try:
    django.setup(set_prefix=False)
except ImproperlyConfigured as error:
    print(f"SmartMart cannot start: {error}", file=sys.stderr)
    sys.exit(CANNOT_BOOT)

from common.mail import outbox  # noqa: E402 the apps have to be there first
from common.webhooks import sender  # noqa: E402
from smartmart.http.handler import ShopHandler  # noqa: E402

application = ShopHandler()

# Send emails left by the previous process now, not with the next email.

# A preloading server does this in its workers (gunicorn.conf.py).
if "FORKS_LATER" not in os.environ:
    outbox.wake()
    sender.resume()
