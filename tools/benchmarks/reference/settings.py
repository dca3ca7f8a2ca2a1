"""The shop's own settings with other views: the same Django, database, middleware and server."""

from smartmart.settings import *  # noqa: F403

ROOT_URLCONF = "tools.benchmarks.reference.urls"
