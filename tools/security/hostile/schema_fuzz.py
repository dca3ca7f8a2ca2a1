"""Run schemathesis on the shop's own OpenAPI schema with each role.

Requests fit the schema or break it on purpose; every response must fit it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis.checks import CHECKS, load_all_checks
from schemathesis.core.failures import FailureGroup

from tools.security.wire import application, bearer
from tools.security.world import ROLES, make_world

CHECKED = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
)


@dataclass
class SchemaFuzz:
    sent: int = 0
    operations: int = 0
    statuses: Counter = field(default_factory=Counter)
    faults: dict[str, list[str]] = field(default_factory=dict)


def run(examples: int, number: int) -> SchemaFuzz:
    """Run this many examples for each operation and role; number makes the run repeatable."""
    load_all_checks()
    checks = [CHECKS.get_one(name) for name in CHECKED]
    found = SchemaFuzz()
    schema = schemathesis.openapi.from_wsgi("/schema/", application())
    operations = [result.ok() for result in schema.get_all_operations()]
    found.operations = len(operations)
    for role in ROLES:
        token = make_world().tokens[role]
        for operation in operations:
            fuzz(operation, role, token, checks, examples, number, found)
            if role not in ("anonymous", "deactivated", "logged_out"):
                token = make_world().tokens[role]  # the request may have ended its own session
    return found


def fuzz(operation, role, token, checks, examples, number, found: SchemaFuzz) -> None:
    @seed(number)
    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def trial(case) -> None:
        case.headers = {**(case.headers or {}), **dict(bearer(token))}
        response = case.call()
        found.sent += 1
        found.statuses[response.status_code] += 1
        try:
            case.validate_response(response, checks=checks)
        except FailureGroup as group:
            for failure in group.exceptions:
                key = f"{case.method} {case.path} as {role}: {failure.title}"
                found.faults.setdefault(key, []).append(f"{failure} | {case.body!r:.200}")

    trial()
