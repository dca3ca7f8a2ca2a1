import pytest

from catalog.feeds import files


@pytest.fixture(autouse=True)
def no_files(settings):
    """Nothing kept from the last test, and a front end to link to."""
    settings.FRONTEND_URL = "https://shop.example.com"
    settings.PUBLIC_URL = "https://api.shop.example.com"
    files.kept.clear()


@pytest.fixture
def read(api):
    """read(path): the whole file as text."""

    def whole(path: str, **headers) -> str:
        response = api.get(path, headers=headers)
        assert response.status_code == 200, response.content
        # The client closes a response that was read to its end.
        return b"".join(response.streaming_content).decode()

    return whole
