"""The security tests, one row each, and the table of their results."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import re
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timezone
from pathlib import Path

from django.db import transaction

from tools.security import canaries, matrix, silence, valid_requests
from tools.security.hostile import arrival, mutator
from tools.security.live import Live
from tools.security.outside import bursts, lost_writes, payments
from tools.security.tokens import races, revoked
from tools.security.world import ROLES, make_world

MARKS = re.compile(r"(<!-- figures -->\n).*?(<!-- end of figures -->)", re.DOTALL)
SEED = 20_261_124


@dataclass
class ReportRow:
    """A row: faults counts what must not happen; figures says in words what was done."""

    what: str
    figures: str
    faults: list[str] = field(default_factory=list)


def rows(*, short: bool) -> list[ReportRow]:
    tries: list[Callable[[bool], ReportRow]] = [roles, spellings, refreshes, mutations, arrivals]
    tries += [records, one_guest, crowd, writes_lost, planted, silent_mail, by_schema]
    found = []
    for attempt in tries:
        begun = time.monotonic()
        row = attempt(short)
        found.append(row)
        seconds = time.monotonic() - begun
        print(f"{row.what}: {row.figures}, {len(row.faults)} faults, {seconds:.0f} s")
        sys.stdout.flush()
    return found


def roles(short: bool) -> ReportRow:
    """Call every route and method with every role."""
    faults = [f"{route} {method} is in the matrix or the URLconf only"
              for route, method in matrix.missing()]  # fmt: skip
    tried = 0
    for route, method in matrix.MATRIX:
        for role, due in matrix.expected(route, method).items():
            tried += 1
            if (got := status_as(role, route, method)) != due:
                faults.append(f"{method} {route} as {role}: {got}, not {due}")
    routes = len({route for route, _ in matrix.MATRIX})
    return ReportRow("roles", f"{routes} routes, {len(ROLES)} roles, {tried} combinations", faults)


def status_as(role: str, route: str, method: str) -> int:
    """Return the response to a role, in a transaction that is rolled back."""
    with transaction.atomic():
        world = make_world()
        status = valid_requests.good_request(route, method, world, world.tokens[role]).status
        transaction.set_rollback(True)
    return status


def spellings(short: bool) -> ReportRow:
    """Send tokens revoked in every way, in every spelling, to every route."""
    tokens = revoked.revoked_tokens()
    if short:
        tokens = dict(list(tokens.items())[:1])
    tried, faults = 0, []
    for what, answer in revoked.trials(make_world(), tokens):
        tried += 1
        if answer.status != 401:
            faults.append(f"{what}: {answer.status}")
    ways = f"{len(tokens)} ways to revoke, {len(revoked.SPELLINGS)} spellings"
    return ReportRow("revoked tokens", f"{ways}, {tried:,} requests", faults)


def refreshes(short: bool) -> ReportRow:
    found = races.run(20 if short else 200)
    figures = f"{found.trials} trials of {races.AT_ONCE} at once, one pair in each, then theft"
    return ReportRow("one refresh token", figures, found.faults)


def mutations(short: bool) -> ReportRow:
    found = mutator.fuzz(5_000 if short else 80_000, SEED)
    worst = max(found.statuses)
    faults = [f"{key}: {seen[0]}" for key, seen in found.faults.items()]
    return ReportRow("spoilt requests", f"{found.sent:,} requests, highest status {worst}", faults)


def by_schema(short: bool) -> ReportRow:
    """Run schemathesis for each operation of the schema with each role."""
    if importlib.util.find_spec("schemathesis") is None:
        return ReportRow("by the schema", "not tried", ["install requirements-security.txt"])
    from tools.security.hostile import schema_fuzz

    found = schema_fuzz.run(3 if short else 50, SEED)
    faults = [f"{key}: {seen[0]}" for key, seen in found.faults.items()]
    figures = f"{found.operations} operations, {found.sent:,} requests"
    return ReportRow("by the schema", f"{figures}, highest status {max(found.statuses)}", faults)


def arrivals(short: bool) -> ReportRow:
    with Live() as shop:
        found = arrival.run(shop)
    return ReportRow("raw requests over HTTP", f"{found.sent} requests", found.faults)


def records(short: bool) -> ReportRow:
    found = payments.records(short=short)
    return ReportRow("what ePayco says of a payment", found.figures, found.faults)


def one_guest(short: bool) -> ReportRow:
    found = payments.bounds(short=short)
    return ReportRow("one signature, one buyer's holds", found.figures, found.faults)


def crowd(short: bool) -> ReportRow:
    found = bursts.run(short=short)
    return ReportRow("bursts of strangers", found.figures, found.faults)


def writes_lost(short: bool) -> ReportRow:
    found = lost_writes.run(short=short)
    figures = f"{found.requests} requests, {found.tries:,} writes lost, {found.retried:,} repeated"
    return ReportRow("writes that the database undoes", figures, found.faults)


def planted(short: bool) -> ReportRow:
    found = canaries.run()
    faults = [f"{name} is in the logs" for name in found.found]
    faults += [f"{name} is in the database" for name in found.in_database]
    figures = f"{len(found.planted)} planted in {found.flows} flows, found {len(faults)}"
    return ReportRow("canaries in logs and database", figures, faults)


def silent_mail(short: bool) -> ReportRow:
    found = silence.run()
    figures = f"{found.requests} requests, the slowest {found.slowest:.1f} s, no mail lost"
    return ReportRow("a silent mail server", figures, found.faults)


def table(found: list[ReportRow]) -> str:
    names = ("Django", "djangorestframework", "djangorestframework-simplejwt")
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in names)
    python = ".".join(map(str, sys.version_info[:3]))
    lines = [f"{datetime.now(timezone.utc):%Y-%m-%d}, Python {python}, {versions}.", ""]
    lines += ["| tried | figures | faults |", "|---|---|---|"]
    lines += [f"| {row.what} | {row.figures} | {len(row.faults)} |" for row in found]
    return "\n".join(lines)


def write(page: Path, text: str) -> None:
    page.write_text(MARKS.sub(lambda found: f"{found[1]}\n{text}\n\n{found[2]}", page.read_text()))
