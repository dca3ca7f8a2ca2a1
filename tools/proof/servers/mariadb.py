"""A MariaDB server of the proof's own, in a temporary directory. It may be killed."""

import contextlib
import getpass
import os
import random
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

INSTALLER = "mariadb-install-db"
PLACES = ("/usr/sbin", "/usr/libexec", "/usr/local/bin", "/opt/homebrew/bin")


def binary(name: str) -> str | None:
    return shutil.which(name) or next(
        (f"{place}/{name}" for place in PLACES if Path(place, name).exists()), None
    )


def is_installed() -> bool:
    return bool(binary("mariadbd") and binary(INSTALLER))


def free_port() -> int:
    """Return a port that nothing uses, below those that outgoing connections get.

    One of these could take it before the server binds it, or while the server is down."""
    for port in random.SystemRandom().sample(range(20_000, 30_000), 100):
        with socket.socket() as listener, contextlib.suppress(OSError):
            listener.bind(("127.0.0.1", port))
            return port
    raise RuntimeError("No port is free.")


class Mariadb:
    """The server, with its defaults: each commit is on disk before it is confirmed."""

    options: tuple[str, ...] = ()

    def __init__(self):
        self.user = self.choose_user()
        self.home = tempfile.mkdtemp(prefix="proof-mariadb-")
        shutil.chown(self.home, self.user)
        self.port = free_port()
        self.process: subprocess.Popen | None = None
        self.log = tempfile.TemporaryFile("a+", errors="replace")  # noqa: SIM115
        self.install()
        self.start()

    def choose_user(self) -> str:
        return getpass.getuser()

    def install(self) -> None:
        command = [binary(INSTALLER), "--no-defaults", f"--datadir={self.home}"]
        command += [f"--user={self.user}", "--auth-root-authentication-method=normal"]
        command += ["--skip-test-db"]
        # A directory of its own for temporary tables: several servers are installed at once.
        place = {**os.environ, "TMPDIR": self.home}
        done = subprocess.run(command, capture_output=True, text=True, env=place)  # noqa: S603
        if done.returncode:
            raise RuntimeError(f"{INSTALLER} failed: {done.stdout}{done.stderr}")

    @property
    def url(self) -> str:
        return f"mysql://root:@127.0.0.1:{self.port}"

    def start(self) -> None:
        self.process = subprocess.Popen(  # noqa: S603
            [
                binary("mariadbd"),
                "--no-defaults",
                f"--datadir={self.home}",
                f"--socket={self.home}/socket",
                f"--port={self.port}",
                "--bind-address=127.0.0.1",
                f"--user={self.user}",
                "--skip-name-resolve",
                "--max-connections=200",
                *self.options,
            ],
            stdout=self.log,
            stderr=self.log,
        )

    def said(self) -> str:
        """Return the end of the server's log."""
        self.log.seek(0)
        return "".join(self.log.readlines()[-15:])

    def wait(self, seconds: float = 180) -> None:
        import pymysql

        deadline = time.monotonic() + seconds
        while True:
            try:
                return pymysql.connect(host="127.0.0.1", port=self.port, user="root").close()
            except pymysql.Error as error:
                if time.monotonic() > deadline or self.process.poll() is not None:
                    raise RuntimeError(f"MariaDB did not start:\n{self.said()}") from error
                time.sleep(0.05)

    def kill(self) -> None:
        """Kill it as a power cut would: nothing is closed or flushed."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        self.kill()
        self.log.close()
        shutil.rmtree(self.home, ignore_errors=True)
