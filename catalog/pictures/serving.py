"""The files of pictures, served by the shop itself where they are on its disk."""

import re

from django.core.exceptions import MiddlewareNotUsed
from django.core.files.storage import FileSystemStorage, default_storage, storages
from django.http import HttpRequest, HttpResponse

from catalog.pictures.names import FILE, FOLDER

ADDRESS = re.compile(rf"/media/({FOLDER}/{FILE.pattern})")
HEADERS = {
    # A file never changes: another picture has another name.
    "Cache-Control": "public, max-age=31536000, immutable",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
    # Front ends on other hosts show them, also those that isolate themselves.
    "Cross-Origin-Resource-Policy": "cross-origin",
    "X-Content-Type-Options": "nosniff",
}


class PicturesMiddleware:
    """Answers /media/pictures/… before anything is done that files need not.

    Only names that the shop itself makes are looked for, and all are served as WebP: nothing that
    lies in that folder can reach a browser as a page."""

    def __init__(self, get_response):
        if not isinstance(storages["default"], FileSystemStorage):
            # They are in a bucket, whose own addresses are shown.
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
