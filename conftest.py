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
    """Deselect tests that this run is not for. They count neither as passed nor as skipped."""
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
    """Delete the pictures on the disk, and the keys in a Redis that others also use."""
    shutil.rmtree(settings.MEDIA_ROOT, ignore_errors=True)
    if settings.CACHE_URL:
        cache.clear()


@pytest.fixture(autouse=True)
def empty_cache(request):
    """Start with an empty cache. Without a database, there is none to clear."""
    for name in ("transactional_db", "db"):
        if name in request.fixturenames:
            # The cache may be a table, so the database must exist first.
            request.getfixturevalue(name)
            return cache.clear()
    return None


@pytest.fixture(autouse=True)
def no_refusals():
    """Clear the counts of rejections that this process keeps: the database rolls its own back."""
    limits.refusals.kept.clear()


@pytest.fixture
def api() -> APIClient:
    """An anonymous API client."""
    return APIClient(raise_request_exception=False)


@pytest.fixture
def client_of():
    """client_of(user): an API client that sends a real access token of that user."""
    from users.tokens.issuing import issue

    def build(user) -> APIClient:
        client = APIClient(raise_request_exception=False)
        client.credentials(HTTP_AUTHORIZATION=f"Bearer {issue(user)['access']}")
        return client

    return build


@pytest.fixture
def shopper(db):
    """A user who can buy."""
    from users.tests.factories import make_user

    return make_user(groups=("User", "Checkout"))


@pytest.fixture
def buyer(client_of, shopper) -> APIClient:
    return client_of(shopper)


@pytest.fixture
def staff(db):
    """A member of the group Staff."""
    from users.tests.factories import make_user

    return make_user(groups=("Staff",), is_staff=True)


@pytest.fixture
def superuser(db):
    from users.tests.factories import make_user

    return make_user(is_staff=True, is_superuser=True)


@pytest.fixture
def admin(client, staff):
    """The admin as staff see it, in the shop's language."""
    client.force_login(staff)
    return client


@pytest.fixture
def desk(admin):
    """The admin as staff see it, in English."""
    admin.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return admin
