from django.http import HttpRequest, HttpResponse

from catalog.pictures.limits import is_staffs
from smartmart.admin import errors as pages


class StaffUploadsMiddleware:
    """Reject large uploads of anyone but staff before the body is read.

    Django's CSRF check would read it before the admin checks permissions."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if is_staffs(request) and not request.user.has_perm("catalog.change_product"):
            return pages.page(request, 413)
        return self.get_response(request)
