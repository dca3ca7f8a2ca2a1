"""Clusters of databases: multiple writers are rejected, stale reads detected."""

import pytest
from django.db import DatabaseError

from common.db import cluster
from common.db.cluster import findings
from integrations import checks

GALERA = {"wsrep_cluster_size": "3", "wsrep_local_state": "4", "wsrep_sync_wait": "7"}
GROUP = {
    "group_replication_group_name": "aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa",
    "group_replication_single_primary_mode": "ON",
    "group_replication_consistency": "BEFORE_ON_PRIMARY_FAILOVER",
}


class Server:
    """A MySQL connection to a server with these variables."""

    vendor = "mysql"

    def __init__(self, found: dict[str, str]):
        self.found = found

    def cursor(self):
        return self

    def __enter__(self):
        return self

    def __exit__(self, *error):
        pass

    def execute(self, statement):
        self.rows = [(name, value) for name, value in self.found.items() if name in statement]

    def fetchall(self):
        return self.rows


@pytest.fixture
def server(monkeypatch):
    return lambda **found: monkeypatch.setattr(cluster, "connection", Server(found))


@pytest.mark.parametrize(
    ("found", "promised", "errors"),
    [
        (GALERA, False, 1),
        (GALERA, True, 0),
        (GALERA | {"wsrep_cluster_size": "1"}, False, 0),
        ({}, False, 0),
        (GROUP, False, 0),
        (GROUP | {"group_replication_single_primary_mode": "OFF"}, False, 1),
        (GROUP | {"group_replication_single_primary_mode": "OFF"}, True, 0),
        (GROUP | {"group_replication_group_name": ""}, False, 0),
    ],
)
def test_several_writers_need_the_promise_of_one(server, settings, found, promised, errors):
    settings.DATABASE_SINGLE_WRITER = promised
    server(**found)

    refused = checks.check_one_server_writes(None, databases=["default"])

    assert [error.id for error in refused] == ["integrations.E001"] * errors
    assert [level for level, *_ in findings()] == ["error"] * errors


@pytest.mark.parametrize(
    ("found", "level", "advice"),
    [
        (GALERA | {"wsrep_sync_wait": "0"}, "error", "wsrep_sync_wait"),
        (GALERA | {"wsrep_sync_wait": "6"}, "error", "wsrep_sync_wait"),
        (GALERA | {"wsrep_local_state": "2"}, "warning", "wsrep_local_state"),
        (GROUP | {"group_replication_consistency": "EVENTUAL"}, "error", "BEFORE_ON_PRIMARY"),
    ],
)
def test_a_node_that_may_be_behind_is_found(server, settings, found, level, advice):
    settings.DATABASE_SINGLE_WRITER = True
    server(**found)

    [finding] = findings()

    assert finding[0] == level
    assert advice in finding[2]


def test_a_database_that_does_not_answer_is_not_the_cluster_s_fault(monkeypatch):
    def fail():
        raise DatabaseError

    monkeypatch.setattr(cluster, "read", fail)

    assert findings() == []


@pytest.mark.django_db
def test_one_server_has_no_finding():
    assert findings() == []
