"""Responses of ePayco that claim success and must not count."""

import json

from integrations.epayco.tests.epayco_server import Answer, Handler


def record_of(handler: Handler) -> bytes:
    found = handler.server.transactions[str(handler.body["referencePayco"])]
    return json.dumps({"success": True, "data": {"transaction": found}}).encode()


def saying(status: int = 200, old: bytes = b"", new: bytes = b"") -> Answer:
    """Return the payment's record with another status, or with a string replaced."""

    def answer(handler: Handler) -> None:
        if handler.path == "/login":
            return handler.send({"token": "token-1"})
        return handler.send_raw(record_of(handler).replace(old, new), status)

    return answer


refused = saying(400)
found_elsewhere = saying(302)
named_twice = saying(200, b'"testMode":', b'"testMode": true, "testMode":')
