"""Reads from a replica: a second SQLite file that lags until it is told to catch up."""

import sqlite3

import pytest
from django.core.management import call_command
from django.db import connection, connections
from django.test import override_settings

from catalog.models import CatalogVersion, Product
from catalog.public import cache as public_reads
from catalog.public import tree
from catalog.tests.factories import make_product
from smartmart.serving import replicas
from smartmart.serving.replicas import Choice, choice

ROUTER = "smartmart.serving.replicas.CatalogReplicaRouter"
TABLES = ("category", "product", "productimage", "catalog_version")


class Replica:
    """A database of its own, with the rows of the other whenever it catches up."""

    def catch_up(self) -> None:
        with connections["replica"].cursor() as copy:
            copy.execute("PRAGMA foreign_keys=OFF")
            for table in TABLES:
                with connection.cursor() as cursor:
                    cursor.execute(f"SELECT * FROM {table}")
                    rows = cursor.fetchall()
                copy.execute(f"DELETE FROM {table}")
                if rows:
                    marks = ", ".join(["%s"] * len(rows[0]))
                    copy.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)

    def only_here(self, product: Product, name: str) -> None:
        """Give the product another name on the replica, to see where an answer comes from."""
        Product.objects.using("replica").filter(pk=product.pk).update(name=name)


@pytest.fixture
def replica(transactional_db, settings, tmp_path, monkeypatch):
    address = connections["default"].settings_dict | {"NAME": str(tmp_path / "replica.sqlite3")}
    monkeypatch.setitem(connections.databases, "replica", address)
    monkeypatch.setattr(replicas, "not_before", 0.0)
    with sqlite3.connect(address["NAME"]) as copy, connection.cursor() as cursor:
        cursor.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND type = 'table'")
        for (sql,) in cursor.fetchall():
            if "sqlite_" not in sql:
                copy.execute(sql)
    connections["replica"].connect()
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "smartmart.serving.replicas.ReplicaMiddleware"]
    public_reads.pages.clear()
    tree._kept = None
    with override_settings(DATABASE_ROUTERS=[ROUTER]):
        yield Replica()
    connections["replica"].close()
    del connections["replica"]


def name_at(client, product) -> str:
    public_reads.pages.clear()
    response = client.get(f"/products/{product.slug}/")
    assert response.status_code == 200
    return response.json()["name"]


@pytest.mark.sqlite
def test_public_catalogue_is_read_from_a_replica_that_has_caught_up(api, replica):
    product = make_product(name="Café")
    replica.catch_up()
    replica.only_here(product, "Café of the replica")

    assert name_at(api, product) == "Café of the replica"


@pytest.mark.sqlite
def test_replica_that_lags_is_never_read(api, replica, client_of, staff):
    product = make_product(name="Café")
    replica.catch_up()
    replica.only_here(product, "Café of the replica")
    address = f"/products/{product.pk}/{product.slug}/"
    assert client_of(staff).patch(address, {"name": "Café nuevo"}).status_code == 200

    assert name_at(api, product) == "Café nuevo"

    replica.catch_up()
    replica.only_here(product, "Café nuevo of the replica")
    assert name_at(api, product) == "Café nuevo of the replica"


@pytest.mark.sqlite
def test_staff_and_whoever_writes_read_the_primary(replica, client_of, staff):
    product = make_product(name="Café")
    replica.catch_up()
    replica.only_here(product, "Café of the replica")

    assert name_at(client_of(staff), product) == "Café"
    assert Product.objects.get().name == "Café"


@pytest.mark.sqlite
def test_orders_and_accounts_are_never_read_from_the_replica(replica, client_of, shopper):
    # The replica has not one row of them.
    assert client_of(shopper).get("/users/profile/").status_code == 200
    assert client_of(shopper).get("/orders/").status_code == 200


@pytest.mark.sqlite
def test_replica_that_is_gone_costs_one_try_and_no_answer(api, replica, monkeypatch):
    product = make_product(name="Café")
    with connections["replica"].cursor() as cursor:
        cursor.execute("DROP TABLE catalog_version")

    assert name_at(api, product) == "Café"
    monkeypatch.setattr(replicas, "writes", lambda database: pytest.fail("asked again at once"))
    assert name_at(api, product) == "Café"


@pytest.mark.sqlite
def test_asking_for_the_version_anew_puts_the_replica_to_the_test_again(replica):
    make_product()
    replica.catch_up()
    router = replicas.CatalogReplicaRouter()
    choice.set(Choice.OPEN)
    try:
        assert router.db_for_read(Product) == "replica"
        make_product()
        assert router.db_for_read(CatalogVersion) == "default"
        assert router.db_for_read(Product) == "default"
    finally:
        choice.set(Choice.NEVER)


@pytest.mark.sqlite
def test_writes_and_migrations_go_to_the_primary(replica):
    router = replicas.CatalogReplicaRouter()

    assert router.db_for_write(Product) == "default"
    assert router.allow_migrate("default", "catalog") is True
    assert router.allow_migrate("replica", "catalog") is False
    call_command("migrate", database="replica", verbosity=0, plan=True)
