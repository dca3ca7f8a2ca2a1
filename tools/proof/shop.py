"""The real shop: gunicorn as it is deployed, with two workers of four threads."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from tools.proof.servers.mariadb import free_port
from tools.proof.wire import Wire

ROOT = Path(__file__).resolve().parent.parent.parent
WORKERS, THREADS = 2, 4


class Shop:
    """Start the shop, kill its workers, stop it. twin names the safeguards to disable."""

    def __init__(self, twin: str = "", **environment: str):
        self.port = free_port()
        module = "tools.proof.twins.application:application" if twin else "smartmart.wsgi"
        self.log = open(f"{os.environ['PROOF_HOME']}/gunicorn.log", "ab")  # noqa: SIM115
        self.environment = (
            os.environ
            | {"LISTEN": "127.0.0.1", "PORT": str(self.port), "PROOF_TWIN": twin}
            | {"WEB_CONCURRENCY": str(WORKERS), "WEB_THREADS": str(THREADS)}
            | environment
        )
        self.process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", "gunicorn", module, "--config", "gunicorn.conf.py"],
            cwd=ROOT,
            env=self.environment,
            stdout=self.log,
            stderr=self.log,
        )
        self.wait()

    def __enter__(self) -> "Shop":
        return self

    def __exit__(self, *error: object) -> None:
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.log.close()

    def wire(self) -> Wire:
        return Wire(self.port)

    def wait(self, seconds: float = 60) -> None:
        deadline = time.monotonic() + seconds
        while True:
            answer = self.wire().send("GET", "/health/")
            if answer.status == 200 and len(self.workers()) == WORKERS:
                return
            if time.monotonic() > deadline or self.process.poll() is not None:
                raise RuntimeError(f"The shop did not start; see {self.log.name}.")
            time.sleep(0.1)

    def workers(self) -> list[int]:
        pid = self.process.pid
        return [
            int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        ]

    def kill_worker(self) -> bool:
        """Kill the oldest worker without warning. Return False if there is none."""
        if not (workers := self.workers()):
            return False
        os.kill(workers[0], signal.SIGKILL)
        return True
