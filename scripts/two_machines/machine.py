"""A server of the check, and how its clients call it."""

import itertools
import os
import random
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import requests

ROOT = Path(__file__).resolve().parent.parent.parent
PASSWORD = "Un-buen-secreto-7"
UNREACHABLE = (requests.ConnectionError, requests.Timeout)


class Machine:
    """A gunicorn server that shares no memory and no file with the other one."""

    def __init__(self, env: dict[str, str]):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.env = {**env, "PORT": str(self.port)}
        self.url = f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "smartmart.wsgi", "--config", "gunicorn.conf.py"],
            cwd=ROOT,
            env=self.env,
            start_new_session=True,
        )

    def wait_until_ready(self) -> None:
        until = time.monotonic() + 30
        while time.monotonic() < until:
            try:
                if requests.get(f"{self.url}/health/ready/", timeout=2).ok:
                    return
            except UNREACHABLE:
                pass
            time.sleep(0.1)
        sys.exit(f"The server on port {self.port} did not become ready.")

    def kill(self) -> None:
        """Kill it as a power failure would: nothing is announced or finished."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def call(self, method: str, path: str, token: str = "", **options) -> requests.Response:
        headers = options.pop("headers", {})
        if token:
            headers["Authorization"] = f"Bearer {token}"
        return requests.request(method, self.url + path, headers=headers, timeout=15, **options)


def anywhere(machines: list[Machine], method: str, path: str, **options) -> requests.Response:
    """Do what a load balancer and a patient client do: use the other server, and retry."""
    for machine in itertools.cycle(random.sample(machines, len(machines))):
        try:
            response = machine.call(method, path, **options)
        except UNREACHABLE:
            time.sleep(0.05)
            continue
        if response.status_code < 500:
            return response
        time.sleep(0.05)
    raise AssertionError


def log_in(machine: Machine, email: str) -> dict[str, str]:
    answer = machine.call("POST", "/login/", json={"email": email, "password": PASSWORD})
    assert answer.status_code == 200, answer.text
    return answer.json()
