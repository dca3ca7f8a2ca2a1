"""GET /: redirect people to the front end or the API docs."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe


@csrf_exempt  # So that a POST gets a 405.
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Redirect to the front end, or to the API docs."""
    return HttpResponseRedirect(front_end() or reverse("docs"))


def front_end() -> str:
    """Return FRONTEND_URL, unless it is this URL."""
    is_here = settings.FRONTEND_URL.rstrip("/") == settings.PUBLIC_URL.rstrip("/")
    return "" if is_here else settings.FRONTEND_URL
