"""Our parts of gunicorn (set in gunicorn.conf.py): draining, logging, and error responses to
malformed requests."""

import json
import os
import socket
import threading

from dotenv import load_dotenv
from gunicorn import util
from gunicorn.config import Config
from gunicorn.glogging import Logger

from smartmart import env
from smartmart.monitoring.logs import formatter, redact, request_id
from smartmart.serving import shutdown
from smartmart.serving.overload import BusyWorker

REFUSALS = {
    414: ("uri_too_long", "The address is too long."),
    431: ("headers_too_large", "The headers are too large."),
    500: ("error", "Something went wrong on our side."),
}
NO_REQUEST = ("bad_request", "The request is malformed.")


class DrainingWorker(BusyWorker):
    """On shutdown, drain: keep serving for LEAVE_SECONDS while /health/ returns 503, so that the
    proxy switches to another server before connections are closed."""

    def handle_exit(self, sig, frame):
        stop = super().handle_exit
        wait = float(os.environ.get("LEAVE_SECONDS", "0"))
        if wait == 0 or shutdown.has_begun.is_set():
            return stop(sig, frame)
        shutdown.has_begun.set()
        timer = threading.Timer(wait, stop, (sig, frame))
        timer.daemon = True
        return timer.start()


class RedactingLogger(Logger):
    """Redacted like the shop's own log: no client address and no query string."""

    def setup(self, cfg: Config) -> None:
        super().setup(cfg)
        load_dotenv(os.environ.get("DOTENV_FILE", ".env"))
        lines = formatter(as_json=not env.flag("DEBUG", False))
        for log in (self.error_log, self.access_log):
            for handler in log.handlers:
                handler.setFormatter(lines)

    def access(self, resp, req, environ, request_time) -> None:
        """Log the finished request with its id."""
        sent = {name.lower(): text for name, text in resp.headers}
        token = request_id.set(sent.get("x-request-id", "-"))
        try:
            super().access(resp, req, environ, request_time)
        finally:
            request_id.reset(token)

    def atoms(self, resp, req, environ, request_time) -> dict:
        """Redact tokens here already: an access log may bypass the formatter."""
        found = super().atoms(resp, req, environ, request_time)
        return found | {"U": redact(found["U"] or ""), "r": redact(found["r"]), "q": ""}


def write_error(sock: socket.socket, status: int, reason: str, message: str) -> None:
    """Write the error envelope for requests that gunicorn rejects; its own response is HTML and
    quotes the input. Malformed requests are client errors."""
    status, reason = (400, "Bad Request") if status == 501 else (status, reason)
    code, detail = REFUSALS.get(status, NO_REQUEST)
    kind = "server_error" if status >= 500 else "client_error"
    errors = [{"code": code, "detail": detail, "attr": None}]
    body = json.dumps({"type": kind, "errors": errors})
    head = (
        f"HTTP/1.1 {status} {reason}",
        "Connection: close",
        "Content-Type: application/json",
        "X-Content-Type-Options: nosniff",
        "Cache-Control: no-store",
        f"Content-Length: {len(body)}",
    )
    util.write_nonblock(sock, "\r\n".join([*head, "", body]).encode("latin-1", "replace"))


util.write_error = write_error
