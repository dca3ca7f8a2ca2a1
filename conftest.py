"""Fixtures that every app's tests share."""

import os
import shutil

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from rest_framework.test import APIClient

from common import limits


def pytest_collection_modifyitems(config, items):
    """Leave out what this run is not for: not run is not passed, nor skipped."""
    others = {"sqlite"} if connection.vendor == "mysql" else {"db_server"}
    if settings.CACHE_URL:
        others.add("cache_table")
    if "MODEL_FIGURES" not in os.environ:
        others.add("proof")
    if "DOCUMENTS" not in os.environ:
        others.add("documents")
    left_out = [item for item in items if any(map(item.get_closest_marker, others))]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


def pytest_sessionfinish():
    """Leave no pictures on the disk, and no keys in a Redis that others use too."""
    shutil.rmtree(settings.MEDIA_ROOT, ignore_errors=True)
    if settings.CACHE_URL:
        cache.clear()


@pytest.fixture(autouse=True)
def empty_cache(request):
    """Start with an empty cache; without a database there is none to empty."""
    for name in ("transactional_db", "db"):
        if name in request.fixturenames:
            # The cache may be a table: the database has to be there first.
            request.getfixturevalue(name)
            return cache.clear()
    return None


@pytest.fixture(autouse=True)
def no_refusals():
    """The database forgets every count between two tests, and so does this process."""
    limits.refusals.kept.clear()


@pytest.fixture
def api() -> APIClient:
    """A client that nobody is logged in with."""
    return APIClient(raise_request_exception=False)


@pytest.fixture
def client_of():
    """client_of(user): a client that sends a real access token of that user."""
    from users.tokens.issuing import issue

    def build(user) -> APIClient:
        client = APIClient(raise_request_exception=False)
        client.credentials(HTTP_AUTHORIZATION=f"Bearer {issue(user)['access']}")
        return client

    return build


@pytest.fixture
def shopper(db):
    """A user who may buy."""
    from users.tests.factories import make_user

    return make_user(groups=("User", "Checkout"))


@pytest.fixture
def staff(db):
    """A member of the group Staff."""
    from users.tests.factories import make_user

    return make_user(groups=("Staff",), is_staff=True)


@pytest.fixture
def superuser(db):
    from users.tests.factories import make_user

    return make_user(is_staff=True, is_superuser=True)
