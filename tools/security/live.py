"""The real server, as production starts it, with its own database and port."""

from __future__ import annotations

import os
import secrets
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import requests

ROOT = Path(__file__).resolve().parent.parent.parent
PASSWORD = "Canary-Pass-7319"  # noqa: S105
ADMIN = "canary.root@example.com"


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


class Live:
    """Run the server: with Live() as shop: … — DEBUG off, full logging, emails written to files."""

    def __init__(self, **environment: str):
        self.folder = tempfile.TemporaryDirectory(prefix="smartmart-security-")
        self.home = Path(self.folder.name)
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.secrets = {
            "SECRET_KEY": secrets.token_urlsafe(50),
            "JWT_SIGNING_KEY": secrets.token_urlsafe(50),
            "P_KEY": secrets.token_hex(20),
            "EPAYCO_PUBLIC_KEY": secrets.token_hex(16),
            "EPAYCO_PRIVATE_KEY": secrets.token_hex(16),
            "EMAIL_HOST_PASSWORD": secrets.token_hex(16),
        }
        self.environment = {
            **{name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ},
            "DOTENV_FILE": os.devnull,
            "DEBUG": "false",
            "DATABASE_URL": f"sqlite:///{self.home / 'shop.sqlite3'}",
            "PUBLIC_URL": self.url,
            "P_CUST_ID_CLIENTE": "900003",
            "EPAYCO_VERIFY": "false",
            "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
            "EMAIL_FILE_PATH": str(self.home / "mail"),
            "LOG_LEVEL": "DEBUG",
            "ACCESS_LOG": "-",
            "LISTEN": "127.0.0.1",
            "PORT": str(self.port),
            **self.secrets,
            **environment,
        }

    def __enter__(self) -> Live:
        for command in (("migrate", "-v0"),):
            self.manage(*command)
        self.manage(
            *("createsuperuser", "--noinput", "--email", ADMIN, "--username", "canaryroot"),
            DJANGO_SUPERUSER_PASSWORD=PASSWORD,
        )
        self.out = open(self.home / "log", "ab")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "smartmart.wsgi", "--config", "gunicorn.conf.py"],
            cwd=ROOT,
            env=self.environment,
            stdout=self.out,
            stderr=self.out,
        )
        self.wait()
        return self

    def __exit__(self, *error: object) -> None:
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
        self.out.close()
        self.folder.cleanup()

    def manage(self, *command: str, **extra: str) -> subprocess.CompletedProcess:
        return subprocess.run(  # noqa: S603
            [sys.executable, "manage.py", *command],
            cwd=ROOT,
            env=self.environment | extra,
            check=True,
            capture_output=True,
        )

    def wait(self) -> None:
        for _ in range(300):
            try:
                if requests.get(f"{self.url}/health/", timeout=2).ok:
                    return
            except requests.ConnectionError:
                time.sleep(0.2)
        raise RuntimeError(f"The shop did not start:\n{self.log()[-2000:]}")

    def log(self) -> str:
        self.out.flush()
        return (self.home / "log").read_text(errors="replace")

    def mails(self) -> str:
        """Return every email so far, the newest last, decoded."""
        import email
        import email.policy

        texts = []
        for path in sorted((self.home / "mail").glob("*"), key=lambda each: each.stat().st_mtime):
            for raw in path.read_bytes().split(b"-" * 79):
                mail = email.message_from_bytes(raw.strip(), policy=email.policy.default)
                part = mail.get_body(("plain",)) if mail["To"] else None
                texts.append(part.get_content() if part else "")
        return "\n".join(texts)

    def call(
        self, method: str, path: str, data: object = None, token: str = "", **more
    ) -> requests.Response:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return requests.request(
            method, self.url + path, json=data, headers=headers, timeout=30, **more
        )

    def tokens(self, email: str = ADMIN, password: str = PASSWORD) -> dict[str, str]:
        return self.call("POST", "/login/", {"email": email, "password": password}).json()
