from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from rest_framework.permissions import AllowAny
from rest_framework.views import APIView

from common.http.net import client_address


class AccountView(APIView):
    """A view that validates its body with serializer_class."""

    def body(self, request) -> dict:
        """Return the validated body. Raises ValidationError."""
        serializer = self.serializer_class(data=request.data)
        serializer.is_valid(raise_exception=True)
        return serializer.validated_data

    def address(self) -> str:
        return client_address(self.request)


class PublicView(AccountView):
    """Public; ignores a token, so that an expired one does no harm."""

    authentication_classes: list = []
    permission_classes = [AllowAny]


def is_browser(request: HttpRequest) -> bool:
    """Return True if the client asks for HTML; programs ask for JSON or anything."""
    return "text/html" in request.headers.get("Accept", "").lower()


def page(request: HttpRequest, template: str, context: dict, status: int = 200) -> HttpResponse:
    """Render a page for a browser, errors included."""
    response = render(request, template, context, status=status)
    response.is_page = True
    return response
