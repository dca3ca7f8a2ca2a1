"""The WSGI entry point: gunicorn smartmart.wsgi."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "smartmart.settings")

application = get_wsgi_application()
