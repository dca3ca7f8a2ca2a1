import pytest


@pytest.fixture
def desk(client_of, staff):
    """The API as staff use it."""
    return client_of(staff)
