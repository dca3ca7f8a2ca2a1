"""The servers side by side, each as in production: gunicorn with two workers."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tools.benchmarks.client import Connection, get

ROOT = Path(__file__).resolve().parent.parent.parent


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


class Server:
    """A process group on its own port."""

    def __init__(self, name: str, command: list[str], environment: dict[str, str], probe: str):
        self.name, self.port = name, free_port()
        filled = [part.replace("{port}", str(self.port)) for part in command]
        self.log = tempfile.TemporaryFile("w+")  # noqa: SIM115 as long as the server
        started = time.monotonic()
        self.process = subprocess.Popen(
            filled,
            cwd=ROOT,
            env={**os.environ, **environment, "PORT": str(self.port), "LISTEN": "127.0.0.1"},
            stdout=subprocess.DEVNULL,
            # A file: a pipe that is never read fills up, and then logging blocks.
            stderr=self.log,
            start_new_session=True,
        )
        self.wait_for(probe)
        self.seconds_to_first_answer = time.monotonic() - started
        self.first_memory = self.memory()

    def wait_for(self, probe: str) -> None:
        for _ in range(600):
            try:
                if Connection(self.port).ask(get(probe))[0] == 200:
                    return
            except OSError:
                pass
            if self.process.poll() is not None:
                break
            time.sleep(0.05)
        self.stop()
        self.log.seek(0)
        raise RuntimeError(f"{self.name} did not start: {self.log.read()}")

    def memory(self) -> float:
        """Return the MiB of all its processes: private memory, and a share of the rest (PSS)."""
        total = 0
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit() and self.is_ours(entry):
                rollup = (entry / "smaps_rollup").read_text()
                total += int(rollup.split("Pss:", 1)[1].split()[0])
        return total / 1024

    def is_ours(self, entry: Path) -> bool:
        try:
            return os.getpgid(int(entry.name)) == self.process.pid
        except OSError:
            return False

    def stop(self) -> None:
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGTERM)
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)


def gunicorn(application: str) -> list[str]:
    return [sys.executable, "-m", "gunicorn", application, "-c", "gunicorn.conf.py"]


def shop(environment: dict[str, str]) -> Server:
    return Server("shop", gunicorn("smartmart.wsgi"), environment, "/health/")


def reference(environment: dict[str, str]) -> Server:
    return Server("reference", gunicorn("tools.benchmarks.reference.wsgi"), environment, "/bytes/")


def fastapi(environment: dict[str, str]) -> Server | None:
    """Start FastAPI if its packages are installed (tools/benchmarks/requirements.txt), else
    None."""
    try:
        import fastapi  # noqa: F401
        import sqlalchemy  # noqa: F401
        import uvicorn  # noqa: F401
    except ImportError:
        return None
    module = "tools.benchmarks.reference.fastapi_app:app"
    options = ["--workers", "2", "--port", "{port}", "--log-level", "warning"]
    command = [sys.executable, "-m", "uvicorn", module, *options]
    return Server("fastapi", command, environment, "/bytes/")
