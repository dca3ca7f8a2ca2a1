"""The proof's shares: each has a group, and one that can't be run is named, not passed over."""

from tools.proof import __main__ as proof
from tools.proof import shares
from tools.proof.outages import failover
from tools.proof.outages import parts as outages
from tools.proof.servers import galera, haproxy, mariadb


def test_every_share_belongs_to_one_group():
    named = [share for group in proof.GROUPS.values() for share in group]

    assert sorted(named) == sorted(shares.SHARES)


def test_a_share_whose_servers_are_missing_is_named(monkeypatch, capsys):
    monkeypatch.setitem(proof.NEEDS, "pair", (lambda: True, ""))
    for name in ("galera", "redis"):
        monkeypatch.setitem(proof.NEEDS, name, (lambda: False, "install it"))

    assert proof.shares(["failover"], short=True) == ["pair"]
    assert capsys.readouterr().out.splitlines() == [
        "galera: NOT proven; install it.",
        "redis: NOT proven; install it.",
    ]


def test_nodes_are_configured_as_the_guide_says():
    options = galera.guide_options()

    assert "--wsrep-sync-wait=7" in options and "--binlog-format=ROW" in options
    assert not [option for option in options if "db1" in option]


def test_haproxy_is_configured_as_the_guide_says():
    cluster, cache = haproxy.document_section("cluster"), haproxy.document_section("cache")

    # One that comes back must not be used before the one that is: a stick table sees to it.
    # "wsrep_local_state" with the value "4", as MySQL's protocol writes them.
    assert (b"\x11wsrep_local_state\x014").hex() in cluster
    assert "expect string role:master" in cache
    for section in (cluster, cache):
        assert "stick on dst" in section and "stick-table type ip size 100\n" in section
        words = {line.split()[0] for line in section.splitlines()}
        assert not words & {"server", "bind", "listen"}


def test_only_the_short_form_waits_for_a_slow_machine():
    failovers = [*outages.PAIR, *outages.GALERA, *outages.REDIS]

    assert {failover.longest_pause(part.size) for part in failovers} == {10}
    assert {failover.longest_pause(part.short) for part in failovers} == {60}
    assert {failover.longest_recovery(part.size) for part in failovers} == {5}


def test_a_servers_port_is_none_that_an_outgoing_connection_gets():
    assert 20_000 <= mariadb.free_port() < 30_000
