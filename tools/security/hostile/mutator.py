"""Malform valid requests: path, query, headers and body, one or several at a time."""

from __future__ import annotations

import json
import random
from collections import Counter
from dataclasses import dataclass, field
from urllib.parse import quote

from django.core.signals import got_request_exception

from tools.security.hostile import nasty
from tools.security.routes import METHODS, routes
from tools.security.valid_requests import BODIES, path_of
from tools.security.wire import JSON, WsgiReply, bearer, call
from tools.security.world import ROLES, World, make_world

WORLD_LASTS = 150
# Most requests come from the roles with the most access.
WEIGHTS = dict.fromkeys(ROLES, 1) | {"superuser": 9, "staff": 3, "shopper": 5}
# Responses for people may be pages. Their errors may not, except for these.
PAGES = {"epayco-response": (200, 302), "verify-email": (200, 201, 400)}
PAGES |= {"password-reset-confirm": (200, 302, 400)}
# Files for search engines and marketplaces.
PAGES |= dict.fromkeys(("feed-xml", "feed-csv", "sitemap", "sitemap-part"), (200,))
HEADERS = ("content-security-policy", "x-content-type-options", "x-frame-options", "cache-control")


@dataclass
class Trial:
    route: str
    method: str
    path: str
    query: str = ""
    headers: list[tuple[str, str]] = field(default_factory=list)
    body: bytes = b""

    def send(self) -> WsgiReply:
        target = f"{self.path}?{self.query}" if self.query else self.path
        return call(self.method, target, self.headers, self.body)

    def __str__(self) -> str:
        headers = [f"{name}: {text[:60]!r}" for name, text in self.headers if "Auth" not in name]
        shown = f"{self.method} {self.path[:80]}?{self.query[:80]} {headers} {self.body[:200]!r}"
        return shown.encode("ascii", "backslashreplace").decode()


class Mutator:
    def __init__(self, seed: int):
        self.random = random.Random(seed)
        self.targets = [(route.name, route.methods) for route in routes()]
        self.left = 0
        self.world: World | None = None

    def trial(self) -> Trial:
        if not self.left:
            self.world, self.left = make_world(), WORLD_LASTS
        self.left -= 1
        name, methods = self.random.choice(self.targets)
        method = self.random.choice(methods if self.random.random() < 0.9 else METHODS)
        trial = Trial(name, method, path_of(name, self.world))
        role = self.random.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
        trial.headers = bearer(self.world.tokens[role])
        self.body(trial)
        for spoil in self.random.sample(SPOILERS, self.random.choice((0, 1, 1, 2))):
            spoil(self, trial)
        return trial

    def pick(self, values):
        return self.random.choice(values)

    # --- Bodies -----------------------------------------------------------------------------
    def body(self, trial: Trial) -> None:
        """Return a valid body, usually with some of its values replaced."""
        make = BODIES.get((trial.route, trial.method))
        if make is None and trial.method in ("GET", "HEAD", "OPTIONS", "DELETE"):
            return
        data = make(self.world) if make else {}
        if trial.route == "epayco-confirmation":
            data = self.notice()
        for _ in range(self.pick((0, 1, 1, 2, 3))):
            data = self.replaced(data, trial.route)
        trial.body = json.dumps(data).encode()
        trial.headers.append(("Content-Type", JSON))

    def notice(self) -> dict:
        from integrations.epayco.tests.factories import notice

        return notice(self.world.checkout, self.pick(("1", "2", "3", "4", "6", "9", "99", "x")))

    def replaced(self, data: object, route: str) -> object:
        if isinstance(data, dict):
            names = [*data, *FIELDS.get(route, ())]
            if not names or self.random.random() < 0.05:
                return self.pick(nasty.VALUES)
            name = self.pick(names)
            if isinstance(data.get(name), dict | list) and self.random.random() < 0.7:
                return {**data, name: self.replaced(data[name], route)}
            return {**data, name: self.pick(nasty.VALUES)}
        if isinstance(data, list) and data and self.random.random() < 0.8:
            at = self.random.randrange(len(data))
            return [*data[:at], self.replaced(data[at], route), *data[at + 1 :]]
        return self.pick(nasty.VALUES)

    # --- Malforming a request ---------------------------------------------------------------
    def spoil_body(self, trial: Trial) -> None:
        if trial.body and self.random.random() < 0.5:
            at = self.random.randrange(len(trial.body))
            junk = self.random.randbytes(self.pick((0, 1, 3)))
            trial.body = trial.body[:at] + junk + trial.body[at + self.pick((0, 1, 5)) :]
        else:
            trial.body = self.pick(nasty.BODIES)

    def spoil_type(self, trial: Trial) -> None:
        trial.headers = [each for each in trial.headers if each[0] != "Content-Type"]
        trial.headers.append(("Content-Type", self.pick(nasty.CONTENT_TYPES)))

    def spoil_header(self, trial: Trial) -> None:
        trial.headers.append(self.pick(nasty.HEADERS))

    def spoil_path(self, trial: Trial) -> None:
        parts = trial.path.strip("/").split("/")
        parts[self.random.randrange(len(parts))] = self.pick(nasty.SEGMENTS)
        trial.path = "/" + "/".join(parts) + "/"

    def spoil_query(self, trial: Trial) -> None:
        if self.random.random() < 0.6:
            trial.query = "&".join(self.random.sample(nasty.QUERIES, self.pick((1, 1, 2))))
        else:
            name = self.pick(PARAMETERS)
            text = str(self.pick(nasty.TEXTS)).encode("utf-8", "surrogatepass")
            trial.query = f"{name}={quote(text)}"


SPOILERS = (
    Mutator.spoil_body,
    Mutator.spoil_type,
    Mutator.spoil_header,
    Mutator.spoil_path,
    Mutator.spoil_query,
)
PARAMETERS = (
    *("search", "category", "min_price", "max_price", "in_stock", "ordering", "page", "page_size"),
    *(
        "updated_after",
        "parent",
        "tree",
        "is_active",
        "group",
        "payment_status",
        "status",
        "format",
    ),
    *("created_after", "created_before", "ref_payco", "x_ref_payco", "x_amount", "uid", "token"),
)
PERSON = ("first_name", "last_name", "phone", "date_of_birth", "username", "email")
PRODUCT = ("name", "price", "stock_quantity", "category_id", "images", "description", "is_active")
FIELDS: dict[str, tuple[str, ...]] = {
    "register": PERSON,
    "profile": PERSON,
    "user-list": (*PERSON, "groups"),
    "user-detail": (*PERSON, "groups", "is_active"),
    "products": PRODUCT,
    "product-by-pk": PRODUCT,
    "categories": ("name", "parent_id", "is_active"),
    "category-by-pk": ("name", "parent_id", "is_active"),
    "refunds": ("restock", "amount"),
    "logout": ("refresh",),
    "deactivate": ("refresh",),
    "epayco-checkout": ("delivery", "document"),
    "epayco-quote": ("delivery", "document"),
}


def fault(trial: Trial, answer: WsgiReply) -> str:
    """Return what is wrong with a response, or ""."""
    if answer.status >= 500:
        return f"{answer.status}"
    if missing := [name for name in HEADERS if name not in answer.headers]:
        return f"no {missing[0]}"
    if "x-injected" in answer.headers:
        return "a header that the client made"
    if answer.status in PAGES.get(trial.route, ()) or not answer.body:
        return ""
    # YAML, if a client of the schema asked for it.
    if not answer.is_json and trial.route != "schema":
        return f"{answer.status} as {answer.headers.get('content-type')}"
    if answer.status >= 400 and set(answer.json()) != {"type", "errors"}:
        return f"{answer.status} without the envelope"
    return ""


@dataclass
class FuzzResult:
    sent: int = 0
    statuses: Counter = field(default_factory=Counter)
    faults: dict[str, list[str]] = field(default_factory=dict)


def fuzz(count: int, seed: int) -> FuzzResult:
    found, mutator, raised = FuzzResult(), Mutator(seed), []

    def remember(sender, request=None, **kwargs) -> None:
        import sys

        raised.append(repr(sys.exc_info()[1])[:200])

    got_request_exception.connect(remember)
    try:
        for _ in range(count):
            raised.clear()
            trial = mutator.trial()
            try:
                answer = trial.send()
            except Exception as error:  # noqa: BLE001 past every layer: worse than a 500
                answer = WsgiReply(599, {}, b"")
                raised.append(repr(error)[:200])
            found.sent += 1
            found.statuses[answer.status] += 1
            if wrong := fault(trial, answer):
                key = f"{trial.route} {trial.method}: {wrong} {raised[-1:]}"
                found.faults.setdefault(key, []).append(str(trial))
    finally:
        got_request_exception.disconnect(remember)
    return found
