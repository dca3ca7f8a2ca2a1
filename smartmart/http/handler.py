"""The outermost layer: build a request from any WSGI environ."""

import io

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest

from smartmart.serving import slow_requests

CHUNK, MOST_DRAINED = 65_536, 16_777_216


class ShopRequest(WSGIRequest):
    """A request built without errors from any environ.

    With a charset in the content type Django parses the query before any middleware runs; too
    many parameters would then give the server's own error page."""

    def _set_content_type_params(self, meta: dict) -> None:
        try:
            super()._set_content_type_params(meta)
        except SuspiciousOperation:
            # Reading the query later raises it again, where it becomes a 400.
            return


class ShopHandler(WSGIHandler):
    request_class = ShopRequest

    def __call__(self, environ: dict, start_response):
        environ = slow_requests.counted(environ)
        if environ.get("HTTP_TRANSFER_ENCODING") and environ.get("wsgi.input_terminated"):
            environ = with_length(environ)
        return super().__call__(environ, start_response)


def with_length(environ: dict) -> dict:
    """Read a chunked body, which has no length and which Django would treat as empty.

    A body over the limit is cut one byte above it, which is enough to reject it."""
    stream, limit = environ["wsgi.input"], settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    body = stream.read(limit + 1)
    if len(body) > limit:
        drain(stream)
    return environ | {"wsgi.input": io.BytesIO(body), "CONTENT_LENGTH": str(len(body))}


def drain(stream) -> None:
    """Read and drop what is left of a body, up to a limit: closing a connection with unread bytes
    resets it, and the client would never see the response."""
    left = MOST_DRAINED
    while left > 0 and (chunk := stream.read(min(left, CHUNK))):
        left -= len(chunk)
