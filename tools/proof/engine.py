"""Run one share of the proof: python -m tools.proof.engine sqlite short."""

import json
import os
import shutil
import signal
import socket
import sys
import tempfile
import threading
import time
import traceback
from pathlib import Path
from typing import Any

from tools.proof.servers import killing
from tools.proof.servers.databases import database

REPEATABLE = "?isolation_level=repeatable%20read"
SHOP = {
    "DOTENV_FILE": os.devnull,
    "DEBUG": "false",
    "SECRET_KEY": "proof-secret-key-of-the-proof-0123456789-0123456789",
    "PUBLIC_URL": "http://127.0.0.1",
    "P_CUST_ID_CLIENTE": "900002",
    "P_KEY": "9f3fa40cdb2395eff233098f69c16b9f6995da45",
    "EPAYCO_PUBLIC_KEY": "proof-public-key",
    "EPAYCO_PRIVATE_KEY": "proof-private-key",
    "EPAYCO_VERIFY": "false",
    "EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend",
    "ACCESS_TOKEN_LIFETIME_MINUTES": "600",
    "LOG_LEVEL": "ERROR",
    "DJANGO_SETTINGS_MODULE": "smartmart.settings",
}
UNSET = ("CACHE_URL", "FRONTEND_URL", "EPAYCO_TEST", "EPAYCO_CURRENCY", "TAX_RATE", "ALLOWED_HOSTS")


class Silent:
    """A port that accepts every connection and never responds."""

    def __init__(self) -> None:
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=100)
        self.taken: list[socket.socket] = []
        threading.Thread(target=self.take, daemon=True).start()

    def take(self) -> None:
        while True:
            self.taken.append(self.listener.accept()[0])

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.listener.getsockname()[1]}/0"


def prepare(url: str) -> None:
    """Set up an empty shop in an empty database, and Django in this process."""
    for name in UNSET:
        os.environ.pop(name, None)
    os.environ.update(SHOP | {"DATABASE_URL": url})
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    settings.ALLOWED_HOSTS = ["127.0.0.1"]
    # This process must have one thread when it forks, and the proof does not test email.
    settings.MAIL_IN_BACKGROUND = False
    call_command("migrate", verbosity=0)


def run(engine: str, *, short: bool) -> list[dict[str, Any]]:
    """Run every part of the engine, each followed by its control runs."""
    from integrations.epayco.tests.epayco_server import EpaycoServer
    from tools.proof import shares
    from tools.proof.notifications import look_ups

    look_ups.epayco = EpaycoServer()
    names = {"{silent}": Silent().url, "{epayco}": look_ups.epayco.url}
    if killing.redis:
        names["{redis}"] = killing.redis.url
    only = os.environ.get("PROOF_ONLY", "")
    chosen = [part for part in shares.of(engine, short=short) if only in part.title]
    # Control runs follow their part: the next part may leave one server of two.
    runs = [(part, twin) for part in chosen for twin in (None, *part.twins)]
    # Last, because a database without its constraints is of no use to other parts.
    runs.sort(key=lambda run: run[1] is not None and run[1].is_loosened)
    return [measure(part, names, twin) for part, twin in runs]


def measure(part, names: dict[str, str], twin=None) -> dict[str, Any]:
    """Run a part or its control run, and judge it. If a control run stays clean, its race is
    void."""
    from tools.proof.twins.loosen import loosen

    started = time.monotonic()
    if twin and twin.is_loosened:
        loosen()
    try:
        figures = figures_of(part, names, twin)
        bad = [name for name in part.bad if figures.get(name)]
        if twin:
            bad = [] if any(figures.get(name) for name in twin.figures) else ["void"]
    except Exception as error:  # noqa: BLE001 a part that breaks has failed; the others go on
        traceback.print_exc()
        figures, bad = {"exception": repr(error)}, ["exception"]
    if bad:
        print(end_of_the_shops_log(), file=sys.stderr)
    row = {
        "part": part.title,
        "twin": twin.patches if twin else "",
        "repeatable": part.repeatable,
        "figures": figures,
        "bad": bad,
        "seconds": round(time.monotonic() - started, 1),
    }
    print(json.dumps(row), file=sys.stderr, flush=True)
    return row


def end_of_the_shops_log() -> str:
    log = Path(os.environ["PROOF_HOME"], "gunicorn.log")
    return "".join(log.open(errors="replace").readlines()[-20:]) if log.exists() else ""


def figures_of(part, names: dict[str, str], twin) -> dict[str, Any]:
    """Return the part's results, and the invariants afterwards."""
    from tools.proof.books import audit, newest
    from tools.proof.shop import Shop

    size, patches = (twin.size, twin.patches) if twin else (part.size, part.patches)
    environment = {key: names.get(value, value) for key, value in part.environment.items()}
    if part.repeatable:
        environment["DATABASE_URL"] = os.environ["DATABASE_URL"] + REPEATABLE
    since = newest()
    if part.has_shop:
        with Shop(patches, **environment) as shop:
            found = part.work(shop, size)
    else:
        found = part.work(None, size)
    return found | {name: max(n, found.get(name, 0)) for name, n in audit(since).items()}


def main(engine: str, size: str) -> None:
    os.environ["PROOF_HOME"] = tempfile.mkdtemp(prefix="proof-")
    # If terminated, still stop everything that was started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("The proof was stopped."))
    with database(engine) as url:
        prepare(url)
        from django.db import connection

        rows = run(engine, short=size == "short")
        with connection.cursor() as cursor:
            is_sqlite = connection.vendor == "sqlite"
            cursor.execute("SELECT sqlite_version()" if is_sqlite else "SELECT VERSION()")
            version = cursor.fetchone()[0]
    name = "SQLite" if is_sqlite else "MariaDB" if "Maria" in version else "MySQL"
    print(json.dumps({"engine": f"{name} {version.split('-')[0]}", "rows": rows}))
    if not any(row["bad"] for row in rows):
        shutil.rmtree(os.environ["PROOF_HOME"], ignore_errors=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
