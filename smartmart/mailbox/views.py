from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from smartmart.mailbox.backend import newest

# The HTML part is shown in a sandboxed frame: nothing in it runs.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src * data:; frame-ancestors 'self'"


@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    return render(request, "mailbox/inbox.html", {"messages": newest()})


@require_safe
def message(request: HttpRequest, number: int) -> HttpResponse:
    context = {"number": number, "message": kept(number)}
    return render(request, "mailbox/message.html", context)


@require_safe
@xframe_options_sameorigin
def html_part(request: HttpRequest, number: int) -> HttpResponse:
    # Links open in the page around the frame.
    html = '<base target="_top">' + kept(number)["html"]
    return HttpResponse(html, headers={"Content-Security-Policy": POLICY})


def kept(number: int) -> dict:
    if not (found := cache.get(f"mailbox:{number}")):
        raise Http404
    return found
