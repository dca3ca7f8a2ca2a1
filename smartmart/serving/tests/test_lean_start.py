"""Workers are forked after loading, so loading must start no threads and open no connections."""

import os
import subprocess
import sys

LOAD = """
import sys, threading
import smartmart.wsgi
from django.urls import get_resolver
get_resolver().url_patterns
from django.core.cache import caches
from django.db import connections
"""
ENVIRONMENT = os.environ | {
    "DJANGO_SETTINGS_MODULE": "smartmart.settings_test",
    "FORKS_LATER": "true",
}


def load_and(check: str) -> None:
    subprocess.run([sys.executable, "-c", LOAD + check], check=True, env=ENVIRONMENT)


def test_no_connection_and_no_thread_crosses_the_fork():
    load_and(
        "assert all(each.connection is None for each in connections.all())\n"
        "assert threading.active_count() == 1, threading.enumerate()\n"
    )


def test_what_few_requests_need_is_not_loaded():
    load_and(
        "unused = {'prometheus_client', 'sentry_sdk', 'pytest', 'holidays', "
        "'smartmart.monitoring.business_metrics'}\n"
        "assert not unused & set(sys.modules), unused & set(sys.modules)\n"
    )
