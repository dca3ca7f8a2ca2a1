from django.http import HttpRequest, HttpResponse

from catalog.pictures.limits import is_staffs
from smartmart.admin import errors as pages
from smartmart.http.handler import drain


class StaffUploadsMiddleware:
    """Refuse large bodies of strangers before anything reads them, as the check of the form's
    token does, which comes before the admin asks who it is."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if is_staffs(request) and not request.user.has_perm("catalog.change_product"):
            drain(request.META["wsgi.input"], int(request.META["CONTENT_LENGTH"]))
            return pages.page(request, 413)
        return self.get_response(request)
