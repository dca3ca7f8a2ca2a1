import pytest
from django.db import connection

from catalog.pictures import decoding, storing


@pytest.fixture
def media(settings, tmp_path):
    """A folder for the pictures of one test."""
    settings.MEDIA_ROOT = str(tmp_path / "media")
    return tmp_path / "media"


@pytest.fixture
def outside(monkeypatch):
    """Whether each picture was decoded, and written, outside of a transaction."""
    found = []

    def watched(function):
        def call(*args):
            found.append(not connection.in_atomic_block)
            return function(*args)

        return call

    monkeypatch.setattr(decoding, "encode", watched(decoding.encode))
    monkeypatch.setattr(storing, "write", watched(storing.write))
    return found
