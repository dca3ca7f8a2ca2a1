"""Webhook receivers: one healthy, one slow or hanging, one down at first."""

import json
import threading
import time
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from standardwebhooks import Webhook, WebhookVerificationError

from common.models import WebhookEndpoint
from tools.proof.servers.mariadb import free_port

# Longer than the shop waits for a response.
HANG_SECONDS = 6.0
EVENTS = ["order.paid", "order.status_changed"]
Key = tuple[str, str]


@dataclass(frozen=True)
class Arrival:
    """One request that was received in full, with or without a response."""

    message: str
    key: Key
    body: str


class Receiver:
    """An endpoint of the shop on its own port. Subclasses choose the response."""

    def __init__(self, trouble_every: int):
        self.trouble_every = trouble_every
        self.arrivals: list[Arrival] = []
        self.unsigned = 0
        self.lock = threading.Lock()
        self.port = free_port()
        self.endpoint = WebhookEndpoint.objects.create(
            url=f"http://127.0.0.1:{self.port}/", description=type(self).__name__, events=EVENTS
        )
        self.server: ThreadingHTTPServer | None = None

    def open(self) -> None:
        self.server = ReceiverServer(("127.0.0.1", self.port), handler(self))
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self) -> None:
        if self.server:
            self.server.shutdown()
            self.server.server_close()

    def take(self, headers: dict[str, str], body: str) -> int:
        """Store the request and return the status of the response."""
        try:
            Webhook(self.endpoint.secret).verify(body, headers, json_parse=False)
        except WebhookVerificationError:
            self.unsigned += 1
            return 400
        event = json.loads(body)
        key = (event["data"]["invoice_id"], event["type"])
        with self.lock:
            self.arrivals.append(Arrival(headers["webhook-id"], key, body))
            count = len(self.arrivals)
        return self.answer(is_trouble=count % self.trouble_every == 0)

    def answer(self, *, is_trouble: bool) -> int:
        return 204


class Slow(Receiver):
    """A slow receiver, which sometimes exceeds the shop's timeout."""

    def answer(self, *, is_trouble: bool) -> int:
        time.sleep(HANG_SECONDS if is_trouble else 0.01)
        return 204


class Failing(Receiver):
    """A receiver that opens late: connections are refused until then. Later it fails sometimes."""

    def answer(self, *, is_trouble: bool) -> int:
        return 500 if is_trouble else 204


class ReceiverServer(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 100


def handler(receiver: Receiver) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            content = self.rfile.read(length)
            if len(content) < length:
                return  # the worker was killed while it sent this
            body = content.decode()
            headers = {name.lower(): value for name, value in self.headers.items()}
            self.send_response(receiver.take(headers, body))
            self.end_headers()

        def handle(self) -> None:
            # After a timeout or a kill, the shop reads no response.
            try:
                super().handle()
            except OSError:
                self.close_connection = True

        def log_message(self, *args: object) -> None:
            pass

    return Handler
