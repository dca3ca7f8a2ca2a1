"""A MariaDB server of the proof's own, in a temporary directory. It may be killed."""

import getpass
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
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Mariadb:
    """The server, with its defaults: each commit is on disk before it is confirmed."""

    options: tuple[str, ...] = ()

    def __init__(self):
        self.user = self.choose_user()
        self.home = tempfile.mkdtemp(prefix="proof-mariadb-")
        shutil.chown(self.home, self.user)
        self.port = free_port()
        self.process: subprocess.Popen | None = None
        self.install()
        self.start()

    def choose_user(self) -> str:
        return getpass.getuser()

    def install(self) -> None:
        options = ["--no-defaults", f"--datadir={self.home}", f"--user={self.user}"]
        options += ["--auth-root-authentication-method=normal", "--skip-test-db"]
        subprocess.run([binary(INSTALLER), *options], check=True, capture_output=True)  # noqa: S603

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
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def wait(self, seconds: float = 60) -> None:
        import pymysql

        deadline = time.monotonic() + seconds
        while True:
            try:
                return pymysql.connect(host="127.0.0.1", port=self.port, user="root").close()
            except pymysql.Error:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.05)

    def kill(self) -> None:
        """Kill it as a power cut would: nothing is closed or flushed."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        self.kill()
        shutil.rmtree(self.home, ignore_errors=True)
