"""The API's documents in the browser: nothing inline, nothing from outside."""

from django.urls import reverse_lazy
from drf_spectacular.renderers import (
    OpenApiJsonRenderer,
    OpenApiJsonRenderer2,
    OpenApiYamlRenderer,
    OpenApiYamlRenderer2,
)
from drf_spectacular.views import (
    SpectacularAPIView,
    SpectacularRedocView,
    SpectacularSwaggerSplitView,
)
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.permissions import AllowAny
from rest_framework.response import Response

from smartmart.http.middleware import SecurityHeadersMiddleware

# ReDoc searches in a worker that it makes itself, and would fetch its maker's logo from outside.
REDOC_POLICY = (
    SecurityHeadersMiddleware.POLICY.replace("data: https: http:", "data:")
    + "; worker-src 'self' blob:"
)


class SchemaView(SpectacularAPIView):
    """The schema: JSON unless YAML is asked for."""

    authentication_classes: list = []
    permission_classes = [AllowAny]
    content_negotiation_class = DefaultContentNegotiation
    renderer_classes = [
        OpenApiJsonRenderer2,
        OpenApiJsonRenderer,
        OpenApiYamlRenderer,
        OpenApiYamlRenderer2,
    ]


class DocsView(SpectacularSwaggerSplitView):
    """Swagger UI, its start-up script in a request of its own."""

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
