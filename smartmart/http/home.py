"""GET /: nobody lives here but the API, so people are shown the way."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe


@csrf_exempt  # So that a POST is told what is wrong with it: 405.
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """To the front end, else to the API's documents."""
    return HttpResponseRedirect(front_end() or reverse("docs"))


def front_end() -> str:
    """FRONTEND_URL, unless that is this very address."""
    is_here = settings.FRONTEND_URL.rstrip("/") == settings.PUBLIC_URL.rstrip("/")
    return "" if is_here else settings.FRONTEND_URL
