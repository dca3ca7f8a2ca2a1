"""The databases of the shares: a file, a given server, or servers that may be killed."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from tools.proof.servers import killing
from tools.proof.servers.galera import GaleraCluster
from tools.proof.servers.mariadb import Mariadb
from tools.proof.servers.pair import Pair
from tools.proof.servers.sentinel import Watched

# The shares of the proof by their database; the others kill their own servers.
IN_A_FILE = ("sqlite", "faults", "model")
ON_ANY_SERVER = ("mysql", "mysql_faults", "repeatable", "webhooks")


def create_database(server: str) -> str:
    """Create a database on a MySQL or MariaDB server and return its URL."""
    from urllib.parse import unquote, urlsplit

    import pymysql

    at = urlsplit(server)
    name = f"proof_{os.getpid()}"
    with pymysql.connect(
        host=at.hostname,
        port=at.port or 3306,
        user=unquote(at.username or "root"),
        password=unquote(at.password or ""),
    ) as connection:
        connection.cursor().execute(f"CREATE DATABASE {name} CHARACTER SET utf8mb4")
    return f"{at.scheme}://{at.netloc}/{name}"


@contextmanager
def database(engine: str) -> Iterator[str]:
    """Yield the URL of an empty database, and drop it afterwards."""
    if engine in IN_A_FILE:
        yield f"sqlite:///{os.environ['PROOF_HOME']}/proof.sqlite3"
        return
    given = os.environ.get("PROOF_DATABASE_URL")
    if given and engine in ON_ANY_SERVER:
        yield from given_database(given)
        return
    with ExitStack() as servers:
        yield create_database(STARTERS.get(engine, alone)(servers))


def alone(servers: ExitStack) -> str:
    killing.own_server = started(servers, Mariadb)
    killing.own_server.wait()
    return killing.own_server.url


def pair(servers: ExitStack) -> str:
    killing.pair = started(servers, Pair)
    return killing.pair.url


def cluster(servers: ExitStack) -> str:
    killing.cluster = started(servers, GaleraCluster)
    killing.cluster.wait()
    os.environ["DATABASE_SINGLE_WRITER"] = "true"
    return killing.cluster.url


def watched_redis(servers: ExitStack) -> str:
    killing.redis = started(servers, Watched)
    return alone(servers)


def started(servers: ExitStack, start: Callable[[], Any]) -> Any:
    server = start()
    servers.callback(server.stop)
    return server


STARTERS = {"pair": pair, "galera": cluster, "redis": watched_redis}


def given_database(server: str) -> Iterator[str]:
    url = create_database(server)
    try:
        yield url
    finally:
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE {connection.settings_dict['NAME']}")
