"""The WSGI entry point: gunicorn smartmart.wsgi."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

# What gunicorn takes for "will never start": it stops, instead of starting the next worker.
CANNOT_BOOT = 3

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "smartmart.settings")

try:
    application = get_wsgi_application()
except ImproperlyConfigured as error:
    print(f"SmartMart cannot start: {error}", file=sys.stderr)
    sys.exit(CANNOT_BOOT)

# Mails that were owed when the last process ended are sent now, and not with the next one.
from common import outbox  # noqa: E402 the apps have to be there first

# A server that loads the shop before it forks has its workers do this (gunicorn.conf.py).
if "FORKS_LATER" not in os.environ:
    outbox.wake()
