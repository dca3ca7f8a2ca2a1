"""One test for each cell of the authorization matrix."""

import pytest
from django.db import transaction

from tools.security import matrix, valid_requests, wire
from tools.security.world import ROLES, World, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db) -> World:
    return make_world()


def each_role(answer) -> dict[str, int]:
    """answer(role) for each, in a transaction of its own that is undone."""
    found = {}
    for role in ROLES:
        with transaction.atomic():
            found[role] = answer(role)
            transaction.set_rollback(True)
    return found


def test_no_route_and_no_method_is_missing():
    assert matrix.missing() == set()


@pytest.mark.parametrize(("route", "method"), matrix.MATRIX, ids=" ".join)
def test_each_role_gets_what_is_its_due(world, route, method):
    found = each_role(
        lambda role: valid_requests.good_request(route, method, world, world.tokens[role]).status
    )

    assert found == matrix.expected(route, method)


@pytest.mark.parametrize("route", sorted({route for route, _ in matrix.MATRIX}))
def test_other_methods_give_nobody_anything(world, route):
    path = valid_requests.path_of(route, world)
    others = [method for found, method in matrix.unlisted() if found.name == route]
    for method in others:
        found = each_role(lambda role, m=method: wire.send(m, path, {}, token=world.tokens[role]))
        assert {answer.status for answer in found.values()} <= set(matrix.REFUSALS), method
        assert all(answer.is_json for answer in found.values())


@pytest.mark.parametrize("route", sorted({route for route, _ in matrix.MATRIX}))
def test_looking_at_a_route_shows_no_more_than_getting_it(world, route):
    path = valid_requests.path_of(route, world)
    for role, token in world.tokens.items():
        head = wire.send("HEAD", path, token=token)
        with transaction.atomic():
            get = wire.send("GET", path, token=token)
            transaction.set_rollback(True)
        # A mail scanner's look at a link, and at the confirmation's address, uses nothing up.
        if route not in ("verify-email", "epayco-confirmation", "password-reset-confirm"):
            assert head.status == get.status, role
        assert head.body == b""
        assert wire.send("OPTIONS", path, token=token).status in (200, 401, 403, 404, 405)
