"""Liveness and readiness."""

from django.core.cache import cache
from django.db import DatabaseError, connection
from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.response import Response
from rest_framework.views import APIView

from smartmart.http.errors import Unavailable, envelope
from smartmart.serving import shutdown

HEALTH = inline_serializer("Health", {"status": serializers.CharField()})


class HealthView(APIView):
    """Liveness: the process responds. No dependency is checked."""

    authentication_classes: list = []
    permission_classes = [AllowAny]

    @extend_schema(responses=HEALTH, tags=["platform"])
    def get(self, request):
        if shutdown.has_begun.is_set():
            answer = envelope(503, "not_ready", "This server is shutting down.")
            answer._has_been_logged = True  # an upgrade is not an error in the log or in Sentry
            return answer
        return Response({"status": "ok"})


class ReadyView(APIView):
    """Readiness: the database and the cache respond; 503 names the one that doesn't."""

    authentication_classes: list = []
    permission_classes = [AllowAny]

    @extend_schema(responses=HEALTH, tags=["platform"])
    def get(self, request):
        for name, ask in (("database", ask_database), ("cache", ask_cache)):
            try:
                ask()
            except Exception as error:
                raise Unavailable(f"The {name} is not responding.", code="not_ready") from error
        return Response({"status": "ok"})


def ask_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        if cursor.fetchone() != (1,):
            raise DatabaseError("SELECT 1 returned an unexpected result.")


def ask_cache() -> None:
    cache.set("health", "ok", 10)
    if cache.get("health") != "ok":
        raise RuntimeError("The cache returned a different value.")
