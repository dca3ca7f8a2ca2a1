"""A server that is told to stop drains until the proxy has noticed."""

import subprocess
import sys
import time

import pytest
import requests
from django.conf import settings

from smartmart.tests.test_readme import free_port, shop_environment

PATIENCE_SECONDS = 600
LEAVE_SECONDS = 8


@pytest.fixture
def server(request, tmp_path):
    """(process, url, log) of a gunicorn that leaves in so many seconds."""
    port = free_port()
    environment = shop_environment(tmp_path, port) | {
        "LISTEN": "127.0.0.1",
        "WEB_CONCURRENCY": "1",
        "LEAVE_SECONDS": str(request.param),
    }
    command = [sys.executable, "-m", "gunicorn", "smartmart.wsgi", "--config", "gunicorn.conf.py"]
    log = tmp_path / "log"
    with log.open("w") as output:
        process = subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment, stderr=output)
    try:
        url = f"http://127.0.0.1:{port}"
        wait_until(lambda: status(f"{url}/health/") == 200)
        yield process, url, log
    finally:
        process.kill()
        process.wait()


def status(url: str) -> int | None:
    try:
        return requests.get(url, timeout=60).status_code
    except requests.ConnectionError:
        return None


def wait_until(true) -> None:
    began = time.monotonic()
    while not true():
        assert time.monotonic() - began < PATIENCE_SECONDS
        time.sleep(0.05)


@pytest.mark.parametrize("server", [LEAVE_SECONDS], indirect=True)
def test_it_answers_everybody_while_its_health_says_that_it_leaves(server):
    process, url, log = server

    process.terminate()
    wait_until(lambda: status(f"{url}/health/") == 503)
    answers = {status(f"{url}/no-such-address/") for _ in range(5)}

    assert answers == {404}
    assert process.wait(PATIENCE_SECONDS) == 0
    assert "/no-such-address/" in log.read_text()
    assert "/health/" not in log.read_text()


@pytest.mark.parametrize("server", [0], indirect=True)
def test_without_the_setting_it_leaves_at_once(server):
    process, url, _ = server

    process.terminate()

    assert process.wait(PATIENCE_SECONDS) == 0
    assert status(f"{url}/health/") is None
