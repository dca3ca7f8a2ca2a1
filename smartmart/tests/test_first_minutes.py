"""Django's usual start: cp .env.example .env, migrate, runserver."""

import os
import shutil
import subprocess
import sys
import time

import pytest
import requests
from django.conf import settings

from smartmart.tests.test_readme import free_port

SECONDS = 3600
SIGN_UP = {
    "email": "ana@mail.example",
    "username": "ana.perez",
    "password": "Un-buen-secreto-7",
    "accept_privacy": True,
}


@pytest.fixture
def manage(tmp_path):
    shutil.copy(settings.BASE_DIR / ".env.example", tmp_path / ".env")
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "DOTENV_FILE": str(tmp_path / ".env"),
        "DATABASE_URL": f"sqlite:///{tmp_path / 'shop.sqlite3'}",
    }

    def start(*words: str) -> subprocess.Popen:
        log = (tmp_path / "log").open("a")
        command = [sys.executable, "manage.py", *words]
        return subprocess.Popen(
            command, cwd=settings.BASE_DIR, env=environment, stdout=log, stderr=log
        )

    return start


def answer(url: str) -> requests.Response:
    for _ in range(SECONDS):
        try:
            return requests.post(f"{url}/register/", json=SIGN_UP, timeout=SECONDS)
        except requests.ConnectionError:
            time.sleep(0.2)
    raise AssertionError("The server did not start.")


@pytest.mark.sqlite
def test_after_migrate_alone_people_sign_up(manage):
    assert manage("migrate", "--verbosity", "0").wait(SECONDS) == 0
    port = free_port()
    server = manage("runserver", "--noreload", f"127.0.0.1:{port}")
    try:
        assert answer(f"http://127.0.0.1:{port}").status_code == 202
    finally:
        server.kill()
        server.wait()
