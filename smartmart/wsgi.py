"""The WSGI entry point: gunicorn smartmart.wsgi."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "smartmart.settings")

application = get_wsgi_application()

# Mails that were owed when the last process ended are sent now, and not with the next one.
from common import outbox  # noqa: E402 the apps have to be there first

outbox.wake()
