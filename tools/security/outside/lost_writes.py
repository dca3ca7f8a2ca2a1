"""Let the database reject each write of each request once, as a cluster or a switchover does.

The request is retried, or gets a 503 with Retry-After; another error would lose a payment's
notification or a visitor."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import OperationalError, connection
from django.test import override_settings

from tools.security import matrix, valid_requests
from tools.security.wire import WsgiReply
from tools.security.world import make_world

# MySQL: a deadlock, which clusters report for single statements too, and a server that became
# read-only.
CODES = (1213, 1290)
# Rolled back at COMMIT: Galera, group replication.
AT_COMMIT = (1180, 3101)
WRITE = re.compile(r"\s*(INSERT|UPDATE|DELETE|REPLACE)", re.IGNORECASE)
numbers = itertools.count(100_000)
ROLES = ("anonymous", "shopper", "superuser")


@dataclass
class LostWrites:
    requests: int = 0
    tries: int = 0
    retried: int = 0
    refused: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


class Loss:
    """Fails the write (or commit) with this number, once; counts them all."""

    def __init__(self, code: int = 0, at: int = 0, commit: int = 0):
        self.code, self.at, self.commit = code, at, commit
        self.writes = self.commits = 0

    def statement(self, execute: Any, sql: str, *rest: Any) -> Any:
        if WRITE.match(sql):
            self.writes += 1
            if self.writes == self.at:
                raise OperationalError(self.code, "lost")
        return execute(sql, *rest)

    def committing(self) -> None:
        self.commits += 1
        if self.commits == self.commit:
            raise OperationalError(self.code, "lost")


@contextmanager
def losing(loss: Loss) -> Iterator[None]:
    commit = connection._commit

    def commit_or_lose() -> None:
        loss.committing()
        commit()

    connection._commit = commit_or_lose
    try:
        with connection.execute_wrapper(loss.statement), override_settings(THROTTLING=True):
            yield
    finally:
        connection._commit = commit


def run(*, short: bool, routes: Iterable[tuple[str, str]] = matrix.MATRIX) -> LostWrites:
    found = LostWrites()
    for route, method in routes:
        if method == "GET":
            continue
        role, due = accepted(route, method)
        whole = Loss()
        tried(route, method, role, whole)
        found.requests += bool(whole.writes)
        for loss in losses(whole, short):
            found.tries += 1
            answer = tried(route, method, role, loss)
            found.retried += answer.status == due
            what = f"{method} {route}, {loss.code}, write {loss.at}, commit {loss.commit}"
            if answer.status != due:
                found.refused.append(what)
            if not (answer.status == due or is_told_to_come_again(answer)):
                found.faults.append(f"{what}: {answer.status}")
    return found


def accepted(route: str, method: str) -> tuple[str, int]:
    """Return a role whose request is accepted if there is one, and the status that it gets."""
    due = matrix.expected(route, method)
    role = min(ROLES, key=lambda each: due[each])
    return role, due[role]


def losses(whole: Loss, short: bool) -> Iterator[Loss]:
    for code in CODES[:1] if short else CODES:
        writes = range(1, whole.writes + 1)
        yield from (Loss(code, at=at) for at in (list(writes)[-1:] if short else writes))
    for code in () if short else AT_COMMIT:
        yield from (Loss(code, commit=number) for number in range(1, whole.commits + 1))


def tried(route: str, method: str, role: str, loss: Loss) -> WsgiReply:
    world = make_world()
    # Everything is committed: each request needs names of its own.
    world.number = next(numbers)
    token = world.tokens[role]
    with losing(loss):
        return valid_requests.good_request(route, method, world, token)


def is_told_to_come_again(answer: WsgiReply) -> bool:
    return answer.status == 503 and "retry-after" in answer.headers
