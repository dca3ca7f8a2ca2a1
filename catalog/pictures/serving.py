"""Serve image files from the local disk."""

import re

from django.core.exceptions import MiddlewareNotUsed
from django.core.files.storage import FileSystemStorage, default_storage, storages
from django.http import HttpRequest, HttpResponse

from catalog.pictures.names import FILE, FOLDER

ADDRESS = re.compile(rf"/media/({FOLDER}/{FILE.pattern})")
HEADERS = {
    # A file never changes: a different image has a different name.
    "Cache-Control": "public, max-age=31536000, immutable",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
    # Front ends on other hosts can show them, even if they are cross-origin isolated.
    "Cross-Origin-Resource-Policy": "cross-origin",
    "X-Content-Type-Options": "nosniff",
}


class PicturesMiddleware:
    """Serve /media/pictures/… before the rest of the middleware, which files don't need.

    Only names in the shop's own format are looked up, and all files are served as WebP, so no
    file in that folder can reach a browser as a page."""

    def __init__(self, get_response):
        if not isinstance(storages["default"], FileSystemStorage):
            # The images are in a bucket and have its URLs.
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        found = ADDRESS.fullmatch(request.path_info)
        if found is None or request.method not in ("GET", "HEAD"):
            return self.get_response(request)
        try:
            with default_storage.open(found[1]) as file:
                return self.answer(request, file.read(), f'"{found[2]}"')
        except (FileNotFoundError, IsADirectoryError):
            return self.get_response(request)

    def answer(self, request: HttpRequest, content: bytes, tag: str) -> HttpResponse:
        if tag in request.headers.get("If-None-Match", ""):
            return HttpResponse(status=304, headers=HEADERS | {"ETag": tag})
        length = str(len(content))
        headers = HEADERS | {"ETag": tag, "Content-Length": length}
        return HttpResponse(content, content_type="image/webp", headers=headers)
