"""The API's documents in the browser: nothing inline, nothing from outside."""

from django.urls import reverse_lazy
from drf_spectacular.views import SpectacularRedocView, SpectacularSwaggerSplitView
from rest_framework.permissions import AllowAny
from rest_framework.response import Response

from smartmart.middleware import SecurityHeadersMiddleware

# ReDoc searches in a worker that it makes itself, and would fetch its maker's logo from outside.
REDOC_POLICY = (
    SecurityHeadersMiddleware.POLICY.replace("data: https: http:", "data:")
    + "; worker-src 'self' blob:"
)


class DocsView(SpectacularSwaggerSplitView):
    """Swagger UI, its start-up script in a request of its own."""

    authentication_classes: list = []
    permission_classes = [AllowAny]
    url_self = reverse_lazy("docs")


class RedocView(SpectacularRedocView):
    authentication_classes: list = []
    permission_classes = [AllowAny]

    def get(self, request, *args, **kwargs) -> Response:
        response = super().get(request, *args, **kwargs)
        response["Content-Security-Policy"] = REDOC_POLICY
        return response
