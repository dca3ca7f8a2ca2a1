"""The README's first purchase, line by line, against the shop as `make run` starts it."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
import requests
from django.conf import settings

ROOT: Path = settings.BASE_DIR
BIN = Path(sys.executable).parent
START_SECONDS = 3600


def purchase_of_the_readme() -> str:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    section = text.split("## A first purchase")[1].split("\n## ")[0]
    return "\n".join(re.findall(r"```bash\n(.*?)```", section, re.DOTALL))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def shop_environment(folder: Path, port: int) -> dict[str, str]:
    """What the shop is started with; nothing of the suite's own settings."""
    ours = {"PATH": os.environ["PATH"], "HOME": str(folder), "LANG": "C.UTF-8"}
    return ours | {
        "BIN": str(BIN),
        "PORT": str(port),
        "DOTENV_FILE": str(folder / ".env"),
        "DATABASE_URL": f"sqlite:///{folder / 'shop.sqlite3'}",
        "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
        "EMAIL_FILE_PATH": str(folder / "mail"),
        "MEDIA_ROOT": str(folder / "media"),
        # The command line reads .env alone, where make run has them from the same variables.
        "DEBUG": "true",
        "PUBLIC_URL": f"http://localhost:{port}",
    }


def wait_until_ready(url: str, shop: subprocess.Popen, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and shop.poll() is None:
        try:
            if requests.get(f"{url}/health/ready/", timeout=60).status_code == 200:
                return
        except requests.ConnectionError:
            time.sleep(0.3)
    pytest.fail(f"The shop did not start:\n{log.read_text()[-3000:]}")


@pytest.fixture
def shop(tmp_path):
    """make run's shop on a free port: its environment, and its address."""
    port = free_port()
    environment, log = shop_environment(tmp_path, port), tmp_path / "shop.log"
    with log.open("w") as output:
        process = subprocess.Popen(
            ["sh", "scripts/run.sh"], cwd=ROOT, env=environment, stdout=output, stderr=output
        )
    try:
        wait_until_ready(f"http://localhost:{port}", process, log)
        yield environment
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=600)


def test_make_run_shows_the_stand_in_and_the_storefront_only_where_they_are(tmp_path):
    """gunicorn is left out: what is printed before it counts."""
    for name in ("python", "gunicorn"):
        (tmp_path / name).symlink_to(shutil.which("true"))
    for debug, shown in (("true", True), ("false", False)):
        environment = shop_environment(tmp_path, 8000) | {"BIN": str(tmp_path), "DEBUG": debug}
        done = subprocess.run(
            ["sh", "scripts/run.sh"], cwd=ROOT, env=environment, capture_output=True, text=True
        )
        assert "http://localhost:8000/products/" in done.stdout
        assert ("epayco" in done.stdout, "Shop " in done.stdout) == (shown, shown)


def test_make_run_says_at_once_that_its_port_is_taken(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        environment = shop_environment(tmp_path, port)
        done = subprocess.run(
            ["sh", "scripts/run.sh"], cwd=ROOT, env=environment, capture_output=True, text=True
        )

    assert done.returncode == 1
    assert (done.stdout, done.stderr.count(f"Port {port} is in use.")) == ("", 1)
    assert not (tmp_path / "shop.sqlite3").exists()


def test_first_purchase_of_the_readme_ends_with_a_paid_order(shop, tmp_path):
    script = purchase_of_the_readme()
    assert script.count("http://localhost:8000") == 1
    script = script.replace("http://localhost:8000", shop["PUBLIC_URL"])
    script = script.replace(".venv/bin/python", str(BIN / "python")).replace(
        "mail/*", f"{tmp_path}/mail/*"
    )

    done = subprocess.run(
        [shutil.which("bash"), "-euo", "pipefail", "-c", script],
        cwd=ROOT,
        env=shop,
        capture_output=True,
        text=True,
        timeout=3600,
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.splitlines()[-1] == "paid", done.stdout + done.stderr
