"""Checks of the database: connection, tables, time zones, replication and clock."""

from datetime import datetime, timezone

from django.conf import settings
from django.db import DatabaseError, connection, connections

from integrations.epayco.doctor import checks as epayco
from smartmart.monitoring.doctor.findings import FAIL, OK, WARN, Finding, worst
from smartmart.serving import replicas

MAX_SKEW_SECONDS = 2
DOWN = "Check DATABASE_URL, and whether the server runs."


def ask(sql: str, using: str = "default") -> list[tuple]:
    with connections[using].cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


def check_database() -> Finding:
    """Check connection, migrations, mode or charset, isolation and clusters."""
    return epayco.check_database()


def check_time_zones() -> Finding:
    if connection.vendor != "mysql":
        return Finding(OK, "Python brings them.")
    return zones(ask("SELECT CONVERT_TZ('2026-01-01 12:00:00', 'UTC', 'America/Bogota')")[0][0])


def zones(converted: object) -> Finding:
    """Check the time zone tables. The shop doesn't need them, but your own reports may."""
    if converted is not None:
        return Finding(OK, "The server knows America/Bogota.")
    fix = "mysql_tzinfo_to_sql /usr/share/zoneinfo | mysql -u root mysql, if reports need it."
    return Finding(OK, "The server does not know America/Bogota; the shop can do without.", fix)


def check_replication() -> Finding:
    if connection.vendor != "mysql":
        return Finding(OK, "SQLite has none.")
    status = ask(
        "SHOW GLOBAL STATUS WHERE Variable_name LIKE 'Rpl_semi_sync_%' "
        "OR Variable_name = 'Slaves_connected'"
    )
    variables = ask("SHOW GLOBAL VARIABLES LIKE 'rpl_semi_sync_%_enabled'")
    return replication({name.lower(): value for name, value in [*status, *variables]})


def replication(found: dict[str, str]) -> Finding:
    """Check replication. found: the server's status and variables; MariaDB says master, MySQL
    source."""

    def has(name: str, value: str) -> bool:
        return any(found.get(f"rpl_semi_sync_{role}_{name}") == value for role in ROLES)

    if has("enabled", "ON") and (has("status", "OFF") or has("clients", "0")):
        fix = "Start the replica again (docs/how-to/failover.md)."
        detail = "Semi-synchronous replication is on, but no replica confirms commits."
        return Finding(FAIL, detail, fix)
    if has("enabled", "ON"):
        return Finding(OK, "A replica confirms each commit before the shop hears of it.")
    if int(found.get("slaves_connected") or 0):
        fix = "Switch semi-synchronous replication on (docs/how-to/failover.md)."
        detail = "A replica lags behind: if this server is lost, so are its last orders."
        return Finding(WARN, detail, fix)
    return Finding(OK, "This server has no replica.")


ROLES = ("master", "source")


def check_clock() -> Finding:
    """Compare this machine's clock with the database's."""
    sql = "SELECT UTC_TIMESTAMP(3)" if connection.vendor == "mysql" else SQLITE_NOW
    theirs = ask(sql)[0][0]
    if isinstance(theirs, str):
        theirs = datetime.fromisoformat(theirs)
    return clock((datetime.now(timezone.utc) - theirs.replace(tzinfo=timezone.utc)).total_seconds())


SQLITE_NOW = "SELECT strftime('%Y-%m-%d %H:%M:%f', 'now')"


def clock(skew: float) -> Finding:
    detail = f"It is {skew:+.1f} seconds off the database's."
    if abs(skew) <= MAX_SKEW_SECONDS:
        return Finding(OK, detail)
    fix = "Switch NTP on, here and on the database server: holds and tokens go by this clock."
    return Finding(WARN, detail, fix)


def check_replicas() -> Finding:
    """Check the read replica of the public catalog."""
    if replicas.REPLICA not in settings.DATABASES:
        return Finding(OK, "None is used for reading (DATABASE_REPLICA_URL).")
    fix = "The shop reads from the primary meanwhile. Check the replica (docs/scaling.md)."
    try:
        behind = replicas.writes(replicas.PRIMARY) - replicas.writes(replicas.REPLICA)
    except DatabaseError as error:
        return Finding(WARN, f"The replica does not answer ({type(error).__name__}).", fix)
    if behind > 0:
        return Finding(WARN, f"The replica is {behind} writes of the catalog behind.", fix)
    return worst([], "The replica has caught up.")
