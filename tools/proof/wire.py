"""HTTP clients: connections are kept open, responses counted, requests sent concurrently."""

import http.client
import json
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

DROPPED = 0  # the status of a request whose connection died: a killed worker sends no response


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    seconds: float = 0.0

    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def codes(self) -> set[str]:
        return {error["code"] for error in self.json().get("errors", [])}

    @property
    def is_fault(self) -> bool:
        """Return True for what no client may see: a 5xx, unless it says when to come back."""
        return self.status >= 500 and not (self.status == 503 and "retry-after" in self.headers)


class Wire:
    """One client with one connection. Not thread-safe."""

    def __init__(self, port: int, timeout: float = 60):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)

    def send(self, method: str, path: str, body: str | None = None, **headers: str) -> Answer:
        started = time.monotonic()
        try:
            self.connection.request(method, path, body, headers)
            response = self.connection.getresponse()
            content = response.read()
        except (OSError, http.client.HTTPException):
            self.connection.close()
            return Answer(DROPPED, seconds=time.monotonic() - started)
        names = {name.lower(): value for name, value in response.getheaders()}
        return Answer(response.status, names, content, time.monotonic() - started)

    def post(self, path: str, body: object, token: str = "", **headers: str) -> Answer:
        headers = {"Content-Type": "application/json", **headers}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        return self.send("POST", path, json.dumps(body), **headers)

    def check_out(self, token: str, *lines: tuple[int, int], price: str = "1000.00") -> Answer:
        items = [
            {"product_id": product, "quantity": quantity, "price": price}
            for product, quantity in lines
        ]
        return self.post("/epayco/checkout/", {"items": items}, token)

    def confirm(self, notice: dict[str, str]) -> Answer:
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        return self.send("POST", "/checkoutconfirmation/", urlencode(notice), **form)


def together(works: list[Callable[[], Any]]) -> list[Any]:
    """Run each in its own thread, all released at the same moment, and return their results."""
    line = threading.Barrier(len(works))
    results: list[Any] = [None] * len(works)

    def run(number: int) -> None:
        line.wait()
        results[number] = works[number]()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(works))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


class Tally:
    """The number of responses by status."""

    def __init__(self) -> None:
        self.statuses: Counter[int] = Counter()
        self.faults = 0
        self.slowest = 0.0
        self.lock = threading.Lock()

    def add(self, *answers: Answer) -> None:
        with self.lock:
            for answer in answers:
                self.statuses[answer.status] += 1
                self.faults += answer.is_fault
                self.slowest = max(self.slowest, answer.seconds)

    def figures(self) -> dict[str, int]:
        return {
            "requests": sum(self.statuses.values()),
            "busy": self.statuses[503],
            "dropped": self.statuses[DROPPED],
            "faults": self.faults,
        }
