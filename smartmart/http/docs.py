"""Swagger UI, ReDoc and the schema, without inline or external scripts."""

import threading

from django.http import HttpResponse
from django.urls import reverse_lazy
from drf_spectacular.renderers import (
    OpenApiJsonRenderer,
    OpenApiJsonRenderer2,
    OpenApiYamlRenderer,
    OpenApiYamlRenderer2,
)
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import (
    SpectacularAPIView,
    SpectacularRedocView,
    SpectacularSwaggerSplitView,
)
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.permissions import AllowAny
from rest_framework.response import Response

from smartmart.http.middleware import SecurityHeadersMiddleware

# ReDoc's search runs in a worker that it creates, and it would load an external logo.
REDOC_POLICY = (
    SecurityHeadersMiddleware.POLICY.replace("data: https: http:", "data:")
    + "; worker-src 'self' blob:"
)


class SchemaView(SpectacularAPIView):
    """Serve the schema as JSON, or as YAML on request."""

    authentication_classes: list = []
    permission_classes = [AllowAny]
    content_negotiation_class = DefaultContentNegotiation
    renderer_classes = [
        OpenApiJsonRenderer2,
        OpenApiJsonRenderer,
        OpenApiYamlRenderer,
        OpenApiYamlRenderer2,
    ]
    kept: dict[str, tuple[bytes, dict[str, str]]] = {}
    building = threading.Lock()

    @extend_schema(exclude=True)
    def get(self, request):
        """Build the schema once per process and format, always in English: it takes a second."""
        key = request.accepted_renderer.media_type
        with self.building:
            if key not in self.kept:
                self.kept[key] = self.build(request)
        content, headers = self.kept[key]
        return HttpResponse(content, headers=headers)

    def build(self, request) -> tuple[bytes, dict[str, str]]:
        renderer = request.accepted_renderer
        response = self._get_schema_response(request)
        content = renderer.render(response.data, renderer.media_type, {"request": request})
        content_type = f"{renderer.media_type}; charset=utf-8"
        return content, {**response.headers, "Content-Type": content_type}


class DocsView(SpectacularSwaggerSplitView):
    """Swagger UI, with its startup script as a separate file."""

    authentication_classes: list = []
    permission_classes = [AllowAny]
    url_self = reverse_lazy("docs")


class RedocView(SpectacularRedocView):
    authentication_classes: list = []
    permission_classes = [AllowAny]

    def finalize_response(self, request, response, *args, **kwargs) -> Response:
        response = super().finalize_response(request, response, *args, **kwargs)
        response["Content-Security-Policy"] = REDOC_POLICY
        return response
