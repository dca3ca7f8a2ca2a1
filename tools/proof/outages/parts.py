"""What breaks: workers, database, cache, and whole servers, with sizes."""

from tools.proof.outages import crash_points, failover, faults
from tools.proof.part import Part, Twin

KILLS = [
    Part("a worker killed every 2 s", faults.workers_killed, 3000),
    Part("and the database every 8 s", faults.database_killed, 3000, 200),
]
CACHES = [
    Part(
        "cache refuses",
        faults.cache_refused,
        40,
        8,
        environment={"CACHE_URL": "redis://127.0.0.1:1/0"},
    ),
    Part("cache is silent", faults.cache_silent, 40, environment={"CACHE_URL": "{silent}"}),
    Part("cache is flushed every second", faults.cache_flushed, 80),
]


def crashes(*, short: int) -> Part:
    return Part("crash at every statement", crash_points.sweep, 2, short, has_shop=False)


# Only the last part leaves a single server.
PAIR = [
    Part(
        "planned switch-over of a pair",
        failover.switched_over,
        2000,
        200,
        twins=(Twin("loyal", ("broken",), 200),),
    ),
    Part("primary of a pair killed", failover.failed_over, 2000, 200),
]


GALERA = [
    Part("writer of three Galera nodes killed", failover.cluster_failed_over, 2000, 200),
]
REDIS = [
    Part(
        "primary of Redis killed, Sentinels promote",
        failover.cache_failed_over,
        2000,
        200,
        environment={"CACHE_URL": "{redis}", "THROTTLING": "false"},
    ),
]
