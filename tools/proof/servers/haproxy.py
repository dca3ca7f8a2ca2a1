"""HAProxy in front of database or cache servers, as docs/how-to/failover.md sets it up."""

import itertools
import shutil
import subprocess
import tempfile
from collections.abc import Iterable
from pathlib import Path

from tools.proof.servers.mariadb import binary, free_port

PAGE = Path(__file__).resolve().parents[3] / "docs/how-to/failover.md"
DEFAULTS = """
defaults
    mode tcp
    timeout connect 2s
    timeout check 2s
    timeout client 1h
    timeout server 1h
"""


def is_installed() -> bool:
    return bool(binary("haproxy"))


class Haproxy:
    """One address that leads to the server that passes the check."""

    def __init__(self, body: str):
        """Start HAProxy. body is the listen section after its bind line."""
        self.home, self.port = tempfile.mkdtemp(prefix="proof-haproxy-"), free_port()
        file = Path(self.home, "haproxy.cfg")
        file.write_text(f"{DEFAULTS}\nlisten servers\n    bind 127.0.0.1:{self.port}\n{body}")
        self.process = subprocess.Popen(  # noqa: S603
            # Where the limit of open files is huge, HAProxy would reserve memory for all of them.
            [binary("haproxy"), "-db", "-n", "500", "-f", str(file)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()
        shutil.rmtree(self.home, ignore_errors=True)


def servers(ports: Iterable[int], check: str, *, backups: bool = False) -> str:
    """Return the section's server lines. backups: all but the first wait until it fails."""
    return "".join(
        f"    server server{n} 127.0.0.1:{port} check inter 500ms {check}"
        f" on-marked-down shutdown-sessions{' backup' * (backups and n > 0)}\n"
        for n, port in enumerate(ports)
    )


def document_section(name: str) -> str:
    """Return a listen section of docs/how-to/failover.md, without its bind and server lines.

    This way the proof tests the configuration that readers copy."""
    lines = PAGE.read_text().splitlines()
    start = next(n for n, line in enumerate(lines) if line.strip() == f"listen {name}")
    depth = len(lines[start]) - len(lines[start].lstrip())
    inside = itertools.takewhile(
        lambda line: line.startswith(" " * (depth + 1)), lines[start + 1 :]
    )
    words = [line.strip() for line in inside]
    return "".join(f"    {line}\n" for line in words if not line.startswith(("bind", "server")))
