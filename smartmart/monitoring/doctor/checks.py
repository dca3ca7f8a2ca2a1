"""All checks of manage.py doctor; a check comes before those that fail because of it."""

from collections.abc import Callable, Iterator

from integrations.epayco.doctor import checks as epayco
from smartmart.monitoring.doctor import configuration, database, machine, work
from smartmart.monitoring.doctor.findings import FAIL, Finding

Check = Callable[[], Finding]
# The gateway doctor's checks that aren't among the checks above.
OF_EPAYCO = ("keys", "signature", "look-up", "verification", "confirmation", "clock")

CHECKS: dict[str, Check] = {
    "secrets": configuration.check_secrets,
    "https": configuration.check_https,
    "database": database.check_database,
    "time zones": database.check_time_zones,
    "clock": database.check_clock,
    "replication": database.check_replication,
    "replicas": database.check_replicas,
    "cache": epayco.check_cache,
    "disk": machine.check_disk,
    "storage": machine.check_storage,
    "mail": work.check_mail,
    "queues": work.check_queues,
    "schedule": work.check_schedule,
    "search": work.check_search,
    **{f"epayco {name}": epayco.CHECKS[name] for name in OF_EPAYCO},
}


def findings(names: list[str], mail_to: str = "") -> Iterator[tuple[str, Finding]]:
    """Run these checks, or all if none is named."""
    for name, check in CHECKS.items():
        if names and name not in names:
            continue
        try:
            yield name, work.check_mail(mail_to) if name == "mail" else check()
        except Exception as error:  # noqa: BLE001 a check that breaks must not hide the others
            detail = f"It could not be checked ({type(error).__name__})."
            yield name, Finding(FAIL, detail, "Fix what failed before it, then run it again.")
