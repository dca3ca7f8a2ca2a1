"""Record API calls as examples: the same bytes on every run."""

import re
import uuid
from typing import Any

from django.core.files import File
from django.utils import translation
from rest_framework.test import APIClient

from smartmart.openapi.examples import ANY_CALL

TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
JWT = re.compile(r"eyJ[\w-]+\.[\w-]+\.[\w-]+")
RESET = re.compile(r"[0-9a-z]{6}-[0-9a-f]{32}")
# A day that follows from today; a birth date stays.
DAY = re.compile(r"20\d\d-\d\d-\d\d")
WAIT = re.compile(r"available in \d+ seconds")
CURSOR = re.compile(r"cursor=[^&]+")
# Of an uploaded picture; made of its bytes, which differ between releases of Pillow.
PICTURE = re.compile(r"/[0-9a-f]{2}/[0-9a-f]{24}-[0-9a-f]{8}-")
NAMESPACE = uuid.UUID("5f0c6d2e-7a41-4d0e-9a53-6b1f5c0d8e21")
# Enough to see the shape of a list.
LONGEST_LIST = 2


class Recorder:
    """Make calls and keep each one's request, and one response for each status and error code."""

    def __init__(self, schema: dict):
        self.found: dict[str, dict] = {}
        self.uuids: dict[str, str] = {}
        paths = sorted(schema["paths"], key=lambda path: path.count("{"))
        self.paths = {
            path: re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", path)) for path in paths
        }

    def call(
        self,
        client: APIClient,
        method: str,
        url: str,
        body: Any = None,
        *,
        status: int = 200,
        shared: bool = False,
        **headers: str,
    ) -> Any:
        """Call the API, record what came back, return its JSON.

        shared: as an error that any call can return."""
        with translation.override("en"):
            response = send(client, method, url, body, headers)
        assert response.status_code == status, response.content
        answer = response.json() if response.content else None
        if shared:
            self.keep(self.found.setdefault(ANY_CALL, {}), status, answer)
        else:
            self.record(method, url, body, status, answer)
        return answer

    def record(self, method: str, url: str, body: Any, status: int, answer: Any) -> None:
        path, params = self.template(url.partition("?")[0])
        entry = self.found.setdefault(f"{method} {path}", {})
        if status < 300 and "params" not in entry:
            entry["params"] = self.stable(params)
            if body is not None:
                entry["request"] = self.stable(body)
        self.keep(entry, status, answer, name="cursor" if "cursor=" in url else "example")

    def keep(self, entry: dict, status: int, answer: Any, name: str = "example") -> None:
        responses = entry.setdefault("responses", {}).setdefault(str(status), {})
        if answer is not None:
            code = answer["errors"][0]["code"] if status >= 400 else name
            responses.setdefault(code, self.stable(answer, cut=status < 400))

    def template(self, url: str) -> tuple[str, dict[str, str]]:
        for path, pattern in self.paths.items():
            if match := pattern.fullmatch(url):
                return path, match.groupdict()
        raise LookupError(url)

    def stable(self, value: Any, cut: bool = False) -> Any:
        """Replace what differs between two runs, and shorten lists."""
        if isinstance(value, dict):
            return {name: self.stable(each, cut) for name, each in value.items()}
        if isinstance(value, list):
            return [self.stable(each, cut) for each in (value[:LONGEST_LIST] if cut else value)]
        if isinstance(value, File):
            return value.name
        return self.text(value) if isinstance(value, str) else value

    def text(self, value: str) -> str:
        if DAY.fullmatch(value):
            return "2026-12-10"
        value = TIME.sub("2026-11-25T15:04:05.123456Z", value)
        value = UUID.sub(lambda match: self.same_uuid(match[0]), value)
        value = JWT.sub("eyJhbGciOiJIUzI1NiJ9.eyJqdGkiOiI3In0.c2lnbmF0dXJl", value)
        value = RESET.sub("d3kp1q-5f0c6d2e7a414d0e9a536b1f5c0d8e21", value)
        value = PICTURE.sub("/5f/5f0c6d2e7a414d0e9a536b1f-5c0d8e21-", value)
        value = WAIT.sub("available in 299 seconds", value)
        value = CURSOR.sub("cursor=cD0yMDI2", value)
        return value.replace("http://testserver", "http://localhost:8000")

    def same_uuid(self, value: str) -> str:
        return self.uuids.setdefault(value, str(uuid.uuid5(NAMESPACE, str(len(self.uuids)))))


def send(client: APIClient, method: str, url: str, body: Any, headers: dict):
    extra = {"HTTP_ACCEPT_LANGUAGE": "en", "HTTP_ACCEPT": "application/json"} | headers
    if isinstance(body, str):
        content_type = extra.pop("CONTENT_TYPE", "application/json")
        return client.generic(method, url, body, content_type=content_type, **extra)
    kind = "multipart" if has_file(body) else "json"
    return getattr(client, method.lower())(url, body, format=kind, **extra)


def has_file(body: Any) -> bool:
    return isinstance(body, dict) and any(isinstance(each, File) for each in body.values())
