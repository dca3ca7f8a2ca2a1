"""The WSGI entry point: gunicorn smartmart.wsgi."""

import os
import sys

import django
from django.core.exceptions import ImproperlyConfigured

# What gunicorn takes for "will never start": it stops, instead of starting the next worker.
CANNOT_BOOT = 3

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "smartmart.settings")

try:
    django.setup(set_prefix=False)
except ImproperlyConfigured as error:
    print(f"SmartMart cannot start: {error}", file=sys.stderr)
    sys.exit(CANNOT_BOOT)

from common import outbox  # noqa: E402 the apps have to be there first
from common.webhooks import sender  # noqa: E402
from smartmart.http.handler import ShopHandler  # noqa: E402

application = ShopHandler()

# Mails that were owed when the last process ended are sent now, and not with the next one.

# A server that loads the shop before it forks has its workers do this (gunicorn.conf.py).
if "FORKS_LATER" not in os.environ:
    outbox.wake()
    sender.resume()
