"""The database, its read replica, and the cache."""

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

from smartmart import env
from smartmart.configuration import BASE_DIR

DATABASES = {
    "default": env.database(
        "DATABASE_URL",
        f"sqlite:///{BASE_DIR / 'smartmart.sqlite3'}",
        # Opening a connection costs more than most requests, so each thread keeps one.
        conn_max_age=600,
        conn_health_checks=True,
    )
}
ENGINE_OPTIONS = {
    "django.db.backends.sqlite3": {
        # Writers queue from their first statement instead of failing at their first write.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    },
    "django.db.backends.mysql": {
        "charset": "utf8mb4",
        "isolation_level": "read committed",
        "init_command": "SET sql_mode='STRICT_TRANS_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,"
        "ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION', innodb_lock_wait_timeout=10",
        "connect_timeout": 5,
        "read_timeout": 30,
        "write_timeout": 30,
    },
}
DATABASE = DATABASES["default"]
if DATABASE["ENGINE"] not in ENGINE_OPTIONS:
    raise ImproperlyConfigured("DATABASE_URL must start with sqlite:/// or mysql://.")
DATABASE["OPTIONS"] = ENGINE_OPTIONS[DATABASE["ENGINE"]] | DATABASE.get("OPTIONS", {})
if DATABASE["ENGINE"].endswith("mysql"):
    DATABASE["ENGINE"] = "smartmart.mysql"
    DATABASE["TEST"] = {"CHARSET": "utf8mb4"}
if DATABASE_REPLICA_URL := env.text("DATABASE_REPLICA_URL"):
    # A read replica, of the same engine, for the public catalog.
    address = dj_database_url.parse(DATABASE_REPLICA_URL, conn_max_age=600, conn_health_checks=True)
    if address["ENGINE"].rsplit(".")[-1] != DATABASE["ENGINE"].rsplit(".")[-1]:
        raise ImproperlyConfigured("DATABASE_REPLICA_URL must be of the same kind as DATABASE_URL.")
    address["ENGINE"] = DATABASE["ENGINE"]
    address["OPTIONS"] = DATABASE["OPTIONS"] | address.get("OPTIONS", {})
    if "connect_timeout" in address["OPTIONS"]:
        # The primary can replace it, so don't wait long for an unreachable replica.
        address["OPTIONS"]["connect_timeout"] = 1
    DATABASES["replica"] = address | {"TEST": {"MIRROR": "default"}}
    DATABASE_ROUTERS = ["smartmart.serving.replicas.CatalogReplicaRouter"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Promise that one of several MySQL or MariaDB servers takes all writes; required for clusters.
DATABASE_SINGLE_WRITER = env.flag("DATABASE_SINGLE_WRITER", False)

CACHE_URL = env.text("CACHE_URL")
if "," in CACHE_URL:
    raise ImproperlyConfigured(
        "CACHE_URL must be the address of one Redis server, not a list: one server does not find "
        "what another one stores."
    )
if CACHE_URL.startswith(("redis://", "rediss://")):
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": CACHE_URL,
            "KEY_PREFIX": "smartmart",
            # An unreachable Redis may delay a request briefly, but not break it.
            "OPTIONS": {"socket_connect_timeout": 0.5, "socket_timeout": 0.5},
        }
    }
elif not CACHE_URL:
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.db.DatabaseCache",
            "LOCATION": "cache",
            # Django's default of 300 would drop sign-ups and checkouts under load.
            "OPTIONS": {"MAX_ENTRIES": 1_000_000},
        }
    }
else:
    raise ImproperlyConfigured("CACHE_URL must start with redis:// or rediss://, or be empty.")
