import pytest

from catalog.search import vocabulary
from catalog.search.index import index_pending
from catalog.search.rebuild import rebuild


def index_all() -> None:
    while index_pending():
        pass


@pytest.fixture(params=["waiting", "indexed", "rebuilt"])
def settle(request, db, monkeypatch):
    """Call it after the writes: they wait, or are in the index by one way or the other."""
    monkeypatch.setattr(vocabulary, "_kept", None)
    ways = {"waiting": lambda: None, "indexed": index_all, "rebuilt": rebuild}
    return ways[request.param]
