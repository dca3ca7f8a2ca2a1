import pytest

from integrations.epayco import client
from integrations.epayco.http import exchange
from integrations.epayco.tests.epayco_server import EpaycoServer


@pytest.fixture(autouse=True)
def patience(monkeypatch):
    """Wait longer for ePayco: on a slow host its stand-in takes more than the shop's seconds."""
    monkeypatch.setattr(exchange, "DEADLINE_SECONDS", 60.0)
    monkeypatch.setattr(exchange, "READ_SECONDS", 60.0)
    monkeypatch.setattr(exchange, "CONNECT_SECONDS", 60.0)


@pytest.fixture
def epayco(settings):
    """ePayco on a real port of this machine, and the shop set to ask it back."""
    server = EpaycoServer()
    settings.EPAYCO_VERIFY = True
    settings.EPAYCO_API_URL = settings.EPAYCO_VALIDATION_URL = server.url
    settings.EPAYCO_OAUTH_URL = settings.EPAYCO_REFUND_URL = server.url
    client.token.drop()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def stand_in(live_server, settings):
    """The shop on a real port, set up by `make run`: its own server plays ePayco."""
    settings.DEBUG = True
    settings.ROOT_URLCONF = "integrations.epayco.tests.simulator_urlconf"
    settings.LANGUAGE_CODE = "en"
    settings.PUBLIC_URL = live_server.url
    settings.EPAYCO_VERIFY = True
    settings.EPAYCO_API_URL = f"{live_server.url}/epayco-simulator"
    settings.EPAYCO_VALIDATION_URL = settings.EPAYCO_API_URL
    settings.EPAYCO_OAUTH_URL = settings.EPAYCO_REFUND_URL = settings.EPAYCO_API_URL
    client.token.drop()
    return settings.EPAYCO_API_URL
