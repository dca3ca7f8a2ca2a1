"""Logs, metrics and Sentry."""

from django.core.exceptions import ImproperlyConfigured

from smartmart import env
from smartmart.configuration.environment import DEBUG, PUBLIC_HOST
from smartmart.monitoring import sentry
from smartmart.monitoring.logs import logging_config

LOG_LEVEL = env.choice("LOG_LEVEL", "INFO", ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"))
LOGGING = logging_config(level=LOG_LEVEL, as_json=not DEBUG)

# The token of /metrics/; without it the page doesn't exist.
METRICS_TOKEN = env.text("METRICS_TOKEN")
if METRICS_TOKEN and not DEBUG and len(METRICS_TOKEN) < 16:
    raise ImproperlyConfigured("METRICS_TOKEN must have at least 16 characters.")
if SENTRY_DSN := env.text("SENTRY_DSN"):
    sentry.start(SENTRY_DSN, environment=env.text("SENTRY_ENVIRONMENT", PUBLIC_HOST))
