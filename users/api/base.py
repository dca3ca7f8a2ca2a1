from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from rest_framework.permissions import AllowAny
from rest_framework.views import APIView

from common.net import client_address


class AccountView(APIView):
    """Reads its body by serializer_class."""

    def body(self, request) -> dict:
        """The validated body. Raises a ValidationError."""
        serializer = self.serializer_class(data=request.data)
        serializer.is_valid(raise_exception=True)
        return serializer.validated_data

    def address(self) -> str:
        return client_address(self.request)


class PublicView(AccountView):
    """For anyone; a stale token that a client sends along does no harm."""

    authentication_classes: list = []
    permission_classes = [AllowAny]


def is_browser(request: HttpRequest) -> bool:
    """Does somebody look at this who wants a page? Programs ask for JSON, or for anything."""
    return "text/html" in request.headers.get("Accept", "").lower()


def page(request: HttpRequest, template: str, context: dict, status: int = 200) -> HttpResponse:
    """A page for a browser; errors of pages stay pages."""
    response = render(request, template, context, status=status)
    response.is_page = True
    return response
