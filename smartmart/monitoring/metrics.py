"""Prometheus metrics at /metrics/: requests and business metrics.

Disabled unless METRICS_TOKEN is set; prometheus_client isn't imported then. Each worker counts its
requests in its own files, in the folder that gunicorn.conf.py creates. Business metrics are
queried from the database on each scrape (business_metrics.py)."""

import os
import tempfile
import time
from collections.abc import Callable
from functools import lru_cache

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import AuthenticationFailed, NotFound
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.views import APIView

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
QUERIES = (0, 1, 2, 3, 5, 8, 12, 20, 50)


class RequestMetrics:
    """A worker's instruments, created on first use."""

    def __init__(self):
        from prometheus_client import Counter, Histogram, values

        if share_a_folder():
            # Named by the worker's slot, not its process id: otherwise each of thousands of
            # replaced workers would leave files behind.
            values.ValueClass = values.MultiProcessValue(place)
        names = ["route", "method"]
        self.requests = Counter(
            "smartmart_requests", "Requests answered.", [*names, "status"], registry=None
        )
        self.seconds = Histogram(
            "smartmart_request_seconds", "Time to answer.", names, buckets=SECONDS, registry=None
        )
        self.queries = Histogram(
            "smartmart_request_queries",
            "Database queries of a request.",
            ["route"],
            buckets=QUERIES,
            registry=None,
        )

    def observe(self, route: str, method: str, status: int, seconds: float, queries: int) -> None:
        self.requests.labels(route, method, f"{status // 100}xx").inc()
        self.seconds.labels(route, method).observe(seconds)
        self.queries.labels(route).observe(queries)


def share_a_folder() -> bool:
    """Return True if several processes count in a shared folder. With gunicorn.conf.py it is
    created here, in memory, before forking; other servers set the variable."""
    if "FORKS_LATER" in os.environ and not os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        memory = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108  # nosec B108
        prefix = f"smartmart-metrics-{os.getpid()}-"
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = tempfile.mkdtemp(prefix=prefix, dir=memory)
    return bool(os.environ.get("PROMETHEUS_MULTIPROC_DIR"))


@lru_cache(maxsize=1)
def request_metrics() -> RequestMetrics:
    return RequestMetrics()


def place() -> str:
    return os.environ.get("METRICS_PLACE", "parent")


class QueryCounter:
    def __init__(self):
        self.count = 0

    def __call__(self, execute: Callable, sql, params, many, context):
        self.count += 1
        return execute(sql, params, many, context)


class MetricsMiddleware:
    """Count responses with their durations and numbers of queries."""

    def __init__(self, get_response):
        if not settings.METRICS_TOKEN:
            raise MiddlewareNotUsed
        self.get_response = get_response
        self.metrics = request_metrics()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        counter, began = QueryCounter(), time.perf_counter()
        with connection.execute_wrapper(counter):
            response = self.get_response(request)
        seconds = time.perf_counter() - began
        # Labels chosen by clients would fill Prometheus's memory.
        method = request.method if request.method in METHODS else "other"
        self.metrics.observe(
            route_of(request), method, response.status_code, seconds, counter.count
        )
        return response


def route_of(request: HttpRequest) -> str:
    """Return the URL pattern, never the URL itself, which contains slugs and tokens."""
    match = request.resolver_match
    if match is None:
        return "static" if request.path.startswith(settings.STATIC_URL) else "none"
    return match.view_name if match.namespaces else "/" + match.route


class MetricsView(APIView):
    """Metrics for Prometheus, by its own token; others get a 404."""

    authentication_classes: list = []
    permission_classes = [AllowAny]

    @extend_schema(exclude=True)
    def get(self, request: Request) -> HttpResponse:
        from smartmart.monitoring.business_metrics import exposition

        if not settings.METRICS_TOKEN:
            raise NotFound()
        given = request.headers.get("Authorization", "")
        if not constant_time_compare(given, f"Bearer {settings.METRICS_TOKEN}"):
            raise AuthenticationFailed()
        content, content_type = exposition()
        return HttpResponse(content, content_type=content_type)

    def get_authenticate_header(self, request: Request) -> str:
        return "Bearer"
