"""Detect and check the database's cluster: Galera or MySQL's group replication."""

from dataclasses import dataclass

from django.conf import settings
from django.db import DatabaseError, connection

STATUS = "SHOW GLOBAL STATUS WHERE Variable_name IN ('wsrep_cluster_size', 'wsrep_local_state')"
VARIABLES = (
    "SHOW GLOBAL VARIABLES WHERE Variable_name IN ('wsrep_sync_wait', "
    "'group_replication_group_name', 'group_replication_single_primary_mode', "
    "'group_replication_consistency')"
)
SYNCED = "4"
Finding = tuple[str, str, str]

WAIT = {
    "Galera": "Set wsrep_sync_wait=7 on each node (docs/how-to/failover.md).",
    "group replication": "Set group_replication_consistency=BEFORE_ON_PRIMARY_FAILOVER "
    "on each server.",
}


@dataclass(frozen=True)
class Cluster:
    """kind is "Galera" or "group replication"."""

    kind: str
    several_may_write: bool
    # Whether a node waits until it has applied the other nodes' commits before it reads.
    waits: bool
    is_synced: bool = True


def read() -> Cluster | None:
    """Return the cluster, or None for a single server. Raises DatabaseError."""
    if connection.vendor != "mysql":
        return None
    found: dict[str, str] = {}
    with connection.cursor() as cursor:
        for statement in (STATUS, VARIABLES):
            cursor.execute(statement)
            found |= {name.lower(): value for name, value in cursor.fetchall()}
    return galera(found) or group_replication(found)


def galera(found: dict[str, str]) -> Cluster | None:
    if int(found.get("wsrep_cluster_size") or 0) < 2:
        return None
    return Cluster(
        kind="Galera",
        several_may_write=not settings.DATABASE_SINGLE_WRITER,
        # The first bit covers reads and the start of transactions.
        waits=bool(int(found.get("wsrep_sync_wait") or 0) & 1),
        is_synced=found.get("wsrep_local_state") == SYNCED,
    )


def group_replication(found: dict[str, str]) -> Cluster | None:
    if not found.get("group_replication_group_name"):
        return None
    is_multi = found.get("group_replication_single_primary_mode", "ON") == "OFF"
    return Cluster(
        kind="group replication",
        several_may_write=is_multi and not settings.DATABASE_SINGLE_WRITER,
        waits=found.get("group_replication_consistency", "") not in ("", "EVENTUAL"),
    )


def findings() -> list[Finding]:
    """Return (level, message, advice) of each problem; level is "error" or "warning".

    An unreachable database is reported elsewhere."""
    try:
        found = read()
    except DatabaseError:
        return []
    if found is None:
        return []
    return [*writers(found), *reads(found), *state(found)]


def writers(found: Cluster) -> list[Finding]:
    if not found.several_may_write:
        return []
    message = f"{found.kind}: several nodes may write, and a lock on one is none on another."
    advice = "Send all writes to one node and set DATABASE_SINGLE_WRITER=true (docs/scaling.md)."
    return [("error", message, advice)]


def reads(found: Cluster) -> list[Finding]:
    if found.waits:
        return []
    message = f"{found.kind}: a node that takes over may read before it has applied all commits."
    return [("error", message, WAIT[found.kind])]


def state(found: Cluster) -> list[Finding]:
    if found.is_synced:
        return []
    message = f"{found.kind}: this node is not in step with the others (not Synced)."
    return [("warning", message, "Send the shop to a node whose wsrep_local_state is 4.")]
