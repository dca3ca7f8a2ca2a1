import pytest


@pytest.fixture
def staff_api(client_of, staff):
    """The API as staff use it."""
    return client_of(staff)
