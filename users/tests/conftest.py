import pytest

from users.tests.factories import PASSWORD, find_groups


@pytest.fixture
def log_in(api):
    """log_in(email, password): the answer of /login/."""

    def call(email: str, password: str = PASSWORD):
        return api.post("/login/", {"email": email, "password": password})

    return call


@pytest.fixture
def groups(request, db):
    """The groups are there, also after a test with real commits has emptied every table."""
    return find_groups(("User", "Staff", "Checkout"))
