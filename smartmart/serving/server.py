"""What is ours in the server (gunicorn.conf.py names it): how it leaves, its log, and its
answers to what is no request at all."""

import json
import os
import socket
import threading

from dotenv import load_dotenv
from gunicorn import util
from gunicorn.config import Config
from gunicorn.glogging import Logger

from smartmart import env
from smartmart.monitoring.logs import discreet, formatter, request_id
from smartmart.serving import shutdown as leaving
from smartmart.serving.overload import BusyWorker

REFUSALS = {
    414: ("uri_too_long", "The address is too long."),
    431: ("headers_too_large", "The headers are too large."),
    500: ("error", "Something went wrong on our side."),
}
NO_REQUEST = ("bad_request", "The request is malformed.")


class LeavingWorker(BusyWorker):
    """Told to stop, it serves on for LEAVE_SECONDS while /health/ says 503: the proxy has turned to
    another server before anybody's connection is cut."""

    def handle_exit(self, sig, frame):
        stop = super().handle_exit
        wait = float(os.environ.get("LEAVE_SECONDS", "0"))
        if wait == 0 or leaving.has_begun.is_set():
            return stop(sig, frame)
        leaving.has_begun.set()
        timer = threading.Timer(wait, stop, (sig, frame))
        timer.daemon = True
        return timer.start()


class DiscreetLogger(Logger):
    """As discreet as the shop's own log: no address and no query of the client."""

    def setup(self, cfg: Config) -> None:
        super().setup(cfg)
        load_dotenv(os.environ.get("DOTENV_FILE", ".env"))
        lines = formatter(as_json=not env.flag("DEBUG", False))
        for log in (self.error_log, self.access_log):
            for handler in log.handlers:
                handler.setFormatter(lines)

    def access(self, resp, req, environ, request_time) -> None:
        """The request is over, but its line bears its id."""
        sent = {name.lower(): text for name, text in resp.headers}
        token = request_id.set(sent.get("x-request-id", "-"))
        try:
            super().access(resp, req, environ, request_time)
        finally:
            request_id.reset(token)

    def atoms(self, resp, req, environ, request_time) -> dict:
        """A link's token gives way here already: an access log may go where no formatter is."""
        found = super().atoms(resp, req, environ, request_time)
        return found | {"U": discreet(found["U"] or ""), "r": discreet(found["r"]), "q": ""}


def write_error(sock: socket.socket, status: int, reason: str, message: str) -> None:
    """The error envelope for what the server refuses by itself; its own answer is HTML, and
    quotes what was sent. What it cannot understand is the sender's fault."""
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
