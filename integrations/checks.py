"""Checks of `manage.py check --deploy`: set-ups that start but should not serve a shop."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import DatabaseError

from common.db import cluster

# Per process: one process doesn't find what another one stored.
UNSHARED = (
    "django.core.cache.backends.locmem.LocMemCache",
    "django.core.cache.backends.dummy.DummyCache",
)


@register(Tags.caches, deploy=True)
def check_cache_is_shared(app_configs, **kwargs) -> list[CheckMessage]:
    if settings.CACHES["default"]["BACKEND"] not in UNSHARED:
        return []
    return [
        Warning(
            "The cache is not shared between processes: a sign-up that one process keeps is "
            "unknown to the next.",
            hint="Leave CACHE_URL empty (a table of the database) or point it to Redis.",
            id="integrations.W001",
        )
    ]


@register(Tags.security, deploy=True)
def check_payments_are_verified(app_configs, **kwargs) -> list[CheckMessage]:
    if settings.EPAYCO_VERIFY:
        return []
    return [
        Warning(
            "EPAYCO_VERIFY is off: ePayco's signature covers neither the state nor the invoice of "
            "a payment, so a payer can turn a rejected payment into an approved one.",
            hint="Set EPAYCO_VERIFY=true.",
            id="integrations.W002",
        )
    ]


@register(Tags.security, deploy=True)
def check_test_payments_are_off(app_configs, **kwargs) -> list[CheckMessage]:
    if not settings.EPAYCO_TEST:
        return []
    return [
        Warning(
            "EPAYCO_TEST is on: a payment with a test card, which moves no money, makes an order.",
            hint="Set EPAYCO_TEST=false.",
            id="integrations.W003",
        )
    ]


@register(Tags.security, deploy=True)
def check_public_address_is_https(app_configs, **kwargs) -> list[CheckMessage]:
    if urlsplit(settings.PUBLIC_URL).scheme == "https":
        return []
    return [
        Warning(
            "PUBLIC_URL is not https: passwords, tokens and payment notices travel in the clear.",
            hint="Set PUBLIC_URL to the https address that shoppers and ePayco use.",
            id="integrations.W004",
        )
    ]


def several_may_write() -> bool:
    """Return True for a cluster where several nodes may take writes and single-writer use isn't
    promised."""
    found = cluster.read()
    return found is not None and found.several_may_write


@register(Tags.database)
def check_one_server_writes(app_configs, databases=None, **kwargs) -> list[CheckMessage]:
    """Stop migrate, and with it a deployment. An unreachable server is reported elsewhere."""
    try:
        if "default" not in (databases or ()) or not several_may_write():
            return []
    except DatabaseError:
        return []
    return [
        Error(
            "The database is a cluster (Galera, or group replication in multi-primary mode). A row "
            "that is locked on one node is not locked on another, so two nodes that write can sell "
            "the last unit twice.",
            hint="Send all writes to one node, then set DATABASE_SINGLE_WRITER=true "
            "(docs/scaling.md).",
            id="integrations.E001",
        )
    ]


def redis_is_cluster() -> bool:
    from django.core.cache import cache

    return bool(cache._cache.get_client(None).info("cluster").get("cluster_enabled"))


@register(Tags.caches, deploy=True)
def check_redis_is_one(app_configs, **kwargs) -> list[CheckMessage]:
    """Reject a Redis Cluster. An unreachable Redis is reported by the doctor."""
    from redis.exceptions import RedisError

    try:
        if not settings.CACHE_URL or not redis_is_cluster():
            return []
    except (RedisError, OSError):
        return []
    return [
        Error(
            "CACHE_URL is a node of a Redis Cluster, which keeps most keys elsewhere.",
            hint="Point CACHE_URL to one Redis server that is no cluster.",
            id="integrations.E002",
        )
    ]
