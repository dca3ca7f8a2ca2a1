"""Error pages under /admin/, in the user's language."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

ADMIN = "/admin/"
WORDS = {
    400: gettext_lazy("The request is malformed. Go back, reload the page and try again."),
    403: gettext_lazy("Your account can't do this."),
    404: gettext_lazy("This page doesn't exist, or its content was removed."),
    413: gettext_lazy("The request is too large."),
    429: gettext_lazy("Too many attempts. Wait a few minutes."),
    500: gettext_lazy("Something went wrong on our side."),
    503: gettext_lazy("The shop is busy. Try again in a moment."),
}


def is_for_people(request: HttpRequest) -> bool:
    return request.path.startswith(ADMIN)


def page(request: HttpRequest, status: int, text: str = "") -> HttpResponse:
    """Return the page of this status. Needs neither session nor database nor other middleware."""
    with translation.override(translation.get_language_from_request(request)):
        context = {
            "title": _("Error %d") % status,
            "text": text or WORDS[status],
            "site_title": settings.SHOP_NAME,
            "site_header": settings.SHOP_NAME,
        }
        return render(request, "admin/error.html", context, status=status)
