"""A real HTTP server that simulates ePayco's API, working or failing."""

import json
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl

Answer = Callable[["Handler"], None]


class Handler(BaseHTTPRequestHandler):
    server: "EpaycoServer"

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        content = self.rfile.read(length)
        is_form = "form" in self.headers.get("Content-Type", "")
        self.body = dict(parse_qsl(content.decode())) if is_form else json.loads(content or b"{}")
        self.answer()

    do_PUT = do_POST

    def do_GET(self) -> None:
        self.body = {}
        self.answer()

    do_HEAD = do_GET

    def answer(self) -> None:
        self.server.calls.append((self.path, dict(self.headers), self.body))
        if self.server.misbehave:
            return self.server.misbehave(self)
        return self.answer_honestly()

    def answer_honestly(self) -> None:
        if self.path == "/api/v1/oauth/login":
            return self.send({"access_token": {"accessToken": "refunds-1"}})
        if self.command == "PUT":
            return self.refund()
        if self.path == "/login":
            return self.send({"token": "token-1"})
        if self.headers.get("Authorization") != "Bearer token-1" and self.command == "POST":
            return self.send({"error": "unauthorized"}, status=401)
        if self.path == "/payment/session/create":
            return self.send({"success": True, "data": {"sessionId": "a" * 24, "token": "t"}})
        if self.path == "/transaction/detail":
            return self.send_found(self.body["filter"]["referenceClient"])
        if self.path.startswith("/validation/"):
            found = self.server.validations.get(self.path.rsplit("/", 1)[1])
            missing = {"status": False, "data": {"status": "error"}}
            return self.send({"success": True, "data": found} if found else missing)
        found = self.server.transactions.get(str(self.body.get("referencePayco")))
        if found is None:
            return self.send({"success": False, "textResponse": "not found", "data": {}})
        return self.send({"success": True, "data": {"transaction": found}})

    def refund(self) -> None:
        if self.headers.get("Authorization") != "Bearer refunds-1":
            return self.send({"error": "unauthorized"}, status=401)
        record = self.server.transactions.get(self.path.rsplit("/", 1)[1])
        if record is None or record["codTransactionState"] != 1:
            return self.send({"success": False, "message": "", "data": []})
        record |= {"codTransactionState": 6, "status": "Reversada"}
        return self.send({"success": True, "message": "OK", "data": {}})

    def send_found(self, invoice: str) -> None:
        if not self.server.offers_search:
            return self.send_raw(b"<html>Not found</html>", 404)
        log = [
            {"x_ref_payco": record["refPayco"], "x_id_invoice": invoice}
            for record in self.server.transactions.values()
            if record.get("invoice") == invoice
        ]
        data = [{"log": record} for record in log] if len(log) != 1 else {"log": log[0]}
        return self.send({"success": bool(log), "data": data})

    def send(self, answer: object, status: int = 200) -> None:
        self.send_raw(json.dumps(answer).encode(), status)

    def send_raw(self, content: bytes, status: int = 200, **headers: str) -> None:
        try:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)
        except OSError:
            pass  # the shop did not wait for the rest

    def log_message(self, *args: object) -> None:
        pass


class EpaycoServer(ThreadingHTTPServer):
    """transactions: reference -> its record; misbehave answers in its place."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.transactions: dict[str, dict] = {}
        self.validations: dict[str, dict] = {}
        self.calls: list[tuple[str, dict, dict]] = []
        self.misbehave: Answer | None = None
        self.offers_search = True
        threading.Thread(target=self.serve_forever, args=(0.01,), daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def knows(self, reference: str, **fields: object) -> None:
        """Have a payment on record, approved unless said otherwise."""
        record = {
            "refPayco": int(reference),
            "currency": "COP",
            "codTransactionState": 1,
            "status": "Aceptada",
            "testMode": False,
        }
        self.transactions[reference] = record | fields


def hang(handler: Handler) -> None:
    """Say nothing until the shop hangs up."""
    handler.connection.settimeout(60)
    handler.rfile.read(1)


def drip(handler: Handler) -> None:
    """Send a byte now and then until the shop hangs up."""
    try:
        handler.send_response(200)
        handler.end_headers()
        for _ in range(600):
            handler.wfile.write(b" ")
            handler.wfile.flush()
            time.sleep(0.1)
    except OSError:
        pass


def drip_headers(handler: Handler) -> None:
    """A header that never ends."""
    try:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Header: ")
        for _ in range(600):
            handler.wfile.write(b"x")
            handler.wfile.flush()
            time.sleep(0.1)
    except OSError:
        pass


def flood(handler: Handler) -> None:
    handler.send_raw(b" " * 50_000_000)


def fail(handler: Handler) -> None:
    handler.send({"success": False}, status=500)


def html(handler: Handler) -> None:
    handler.send_raw(b"<html>maintenance</html>")


def redirect(handler: Handler) -> None:
    handler.send_raw(b"", 302, Location="http://127.0.0.1:1/elsewhere")


def close(handler: Handler) -> None:
    handler.connection.close()
