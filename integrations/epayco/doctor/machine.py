"""Checks of this machine: the cache as seen by two processes, and the database."""

import pickle
import subprocess
import sys
import uuid
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from common.db.cluster import findings

SECONDS = 60
# The same cache and database, in a separate process.
CHILD = """
import pickle, sys
given = pickle.load(sys.stdin.buffer)
__import__(given["package"])
from django.conf import settings
settings.configure(CACHES=given["caches"], DATABASES=given["databases"], USE_TZ=True)
import django
django.setup()
from django.core.cache import cache
cache.set(given["key"], given["value"], 60)
"""


def cache_is_shared() -> bool:
    """Return True if this process finds what a child process stored."""
    key, value = f"doctor:{uuid.uuid4()}", uuid.uuid4().hex
    given = {
        "package": settings.ROOT_URLCONF.split(".")[0],
        "caches": settings.CACHES,
        "databases": {"default": connection.settings_dict},
        "key": key,
        "value": value,
    }
    child = subprocess.run(  # noqa: S603 our own Python and our own text
        [sys.executable, "-c", CHILD],
        cwd=settings.BASE_DIR,
        input=pickle.dumps(given),
        capture_output=True,
        timeout=SECONDS,
    )
    found = child.returncode == 0 and cache.get(key) == value
    if found:
        cache.delete(key)
    return found


@dataclass(frozen=True)
class Fault:
    detail: str
    fix: str
    is_fatal: bool = False


def database_faults() -> list[Fault]:
    try:
        faults = [*missing_migrations(), *FAULTS_OF[connection.vendor]()]
    except DatabaseError as error:
        detail = f"It does not answer ({type(error).__name__})."
        return [Fault(detail, "Check DATABASE_URL and whether the server runs.", True)]
    return faults


def missing_migrations() -> list[Fault]:
    executor = MigrationExecutor(connection)
    if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return []
    return [Fault("Its tables are not those of this version.", "Run manage.py migrate.", True)]


def sqlite_faults() -> list[Fault]:
    mode = ask("PRAGMA journal_mode")[0][0]
    if mode == "wal":
        return []
    detail = f"SQLite writes in the mode {mode}: readers and writers wait for each other."
    return [Fault(detail, "Leave the options of the connection as they are, on a local disk.")]


def mysql_faults() -> list[Fault]:
    found = dict(
        ask(
            "SHOW VARIABLES WHERE Variable_name IN ('sql_mode', 'character_set_connection', "
            "'tx_isolation', 'transaction_isolation')"
        )
    )
    faults = []
    if "STRICT_TRANS_TABLES" not in found["sql_mode"]:
        fix = "Leave sql_mode in the options of the connection."
        faults.append(Fault("Values that are too long are truncated silently.", fix, True))
    if found["character_set_connection"] != "utf8mb4":
        fix = "Leave charset utf8mb4 in the options of the connection."
        faults.append(Fault("The connection is not utf8mb4.", fix, True))
    isolation = found.get("transaction_isolation") or found.get("tx_isolation")
    if isolation != "READ-COMMITTED":
        fix = "Leave isolation_level in the options of the connection."
        faults.append(Fault(f"Transactions run as {isolation}.", fix))
    return faults + cluster_faults() + table_faults()


def cluster_faults() -> list[Fault]:
    return [Fault(message, fix, is_fatal=level == "error") for level, message, fix in findings()]


def table_faults() -> list[Fault]:
    tables = ask(
        "SELECT table_name, engine, table_collation FROM information_schema.tables "
        "WHERE table_schema = DATABASE() AND table_type = 'BASE TABLE'"
    )
    faults = []
    if other := sorted(name for name, engine, _ in tables if engine != "InnoDB"):
        fix = "ALTER TABLE … ENGINE=InnoDB for each of them."
        faults.append(Fault(f"Without transactions: {', '.join(other)}.", fix, True))
    if other := sorted(name for name, _, how in tables if not (how or "").startswith("utf8mb4")):
        fix = "ALTER TABLE … CONVERT TO CHARACTER SET utf8mb4 for each of them."
        faults.append(Fault(f"Not in utf8mb4: {', '.join(other)}.", fix, True))
    return faults


def ask(sql: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        rows: list[tuple] = cursor.fetchall()
        return rows


FAULTS_OF = {"sqlite": sqlite_faults, "mysql": mysql_faults}
