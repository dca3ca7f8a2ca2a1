"""The purchase of Oscar API beside ours: the same lines, buyers, database, cache and server.

Its packages are in a separate environment, created when first needed. Its purchase is one
request for each line of the basket, and the checkout; it includes neither payment nor email."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tools.benchmarks import servers
from tools.benchmarks.client import Connection, post
from tools.benchmarks.purchase import shopping

HERE = Path(__file__).resolve().parent.parent / "reference" / "oscar"
PYTHON = HERE / ".venv" / "bin" / "python"
MODULE = "tools.benchmarks.reference.oscar"
# Django compares cookie and header; they only have to be equal.
CSRF = "a" * 32
QUIET: dict = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}


def install() -> bool:
    """Create the environment. Return False if the packages can't be installed."""
    wanted, done = HERE / "requirements.txt", HERE / ".venv" / "installed.txt"
    if done.exists() and done.read_text() == wanted.read_text():
        return True
    print("Installing Oscar API for the comparison ...", flush=True)
    commands = (
        [sys.executable, "-m", "venv", str(HERE / ".venv")],
        [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "-q", "install", "-r", wanted],
    )
    for command in commands:
        if subprocess.run(command, check=False, **QUIET).returncode:
            return False
    done.write_text(wanted.read_text())
    return True


@contextmanager
def started(
    environment: dict[str, str], url: str, products: int, buyers: int
) -> Iterator[tuple[servers.Server, list[str]]]:
    """Run the server on its own database, and yield it with the sessions of its buyers."""
    own = {**os.environ, **environment, "DATABASE_URL": url}
    seed = [str(PYTHON), "-m", f"{MODULE}.seed", str(products), str(buyers)]
    found = subprocess.run(seed, env=own, cwd=servers.ROOT, check=True, stdout=subprocess.PIPE)
    server = serve(own)
    try:
        yield server, json.loads(found.stdout)
    finally:
        server.stop()


def serve(environment: dict[str, str]) -> servers.Server:
    command = [str(PYTHON), "-m", "gunicorn", f"{MODULE}.wsgi"]
    command += ["-c", str(HERE / "gunicorn.conf.py")]
    return servers.Server("Oscar API", command, environment, "/bytes/")


def purchase(connection: Connection, session: str, step: int) -> bool:
    """Put as many lines into the basket as ours has, and check it out."""
    cookies = {"Cookie": f"sessionid={session}; csrftoken={CSRF}", "X-CSRFToken": CSRF}
    for pk in shopping.chosen(step):
        body = json.dumps({"url": f"http://127.0.0.1/api/products/{pk}/", "quantity": 1}).encode()
        status, _, answer = connection.ask(post("/api/basket/add-product/", body, **cookies))
        if status != 200:
            return False
    basket = json.loads(answer)
    body = json.dumps({"basket": basket["url"], "total": basket["total_incl_tax"]}).encode()
    return connection.ask(post("/api/checkout/", body, **cookies))[0] == 200
