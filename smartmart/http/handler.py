"""The outermost layer: from the server's environment to a request, whatever is in it."""

import io

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest

CHUNK, MOST_DRAINED = 65_536, 16_777_216


class ShopRequest(WSGIRequest):
    """A request that can be made of anything.

    A charset in the content type has Django look at the query before any layer is there that
    could answer; too many parameters would then end as the server's own error page."""

    def _set_content_type_params(self, meta: dict) -> None:
        try:
            super()._set_content_type_params(meta)
        except SuspiciousOperation:
            # Whoever reads the query meets it again, and there it becomes a 400.
            return


class ShopHandler(WSGIHandler):
    request_class = ShopRequest

    def __call__(self, environ: dict, start_response):
        if environ.get("HTTP_TRANSFER_ENCODING") and environ.get("wsgi.input_terminated"):
            environ = with_length(environ)
        return super().__call__(environ, start_response)


def with_length(environ: dict) -> dict:
    """A body that comes in chunks has no length, and Django would take it for none at all.

    What is longer than the shop takes is cut, one byte above the limit: enough for the refusal."""
    stream, limit = environ["wsgi.input"], settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    body = stream.read(limit + 1)
    if len(body) > limit:
        drain(stream, MOST_DRAINED)
    return environ | {"wsgi.input": io.BytesIO(body), "CONTENT_LENGTH": str(len(body))}


def drain(stream, length: int) -> None:
    """Read past a body that is too large, within reason: a connection that is closed with
    unread bytes is reset, and the client never gets to see the answer."""
    left = min(length, MOST_DRAINED)
    while left > 0 and (chunk := stream.read(min(left, CHUNK))):
        left -= len(chunk)
