"""One catalog size: load it, start the servers, measure slice by slice, print the table."""

import argparse
import json
import os
import time
from pathlib import Path
from statistics import median

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "smartmart.settings")
django.setup()

from django.contrib.auth.hashers import make_password  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, connections  # noqa: E402

from catalog.models import Product  # noqa: E402
from tools.benchmarks import (  # noqa: E402
    catalogue,
    client,
    counting,
    importing,
    searching,
    servers,
)
from tools.benchmarks.cases import Case, cases  # noqa: E402
from tools.benchmarks.overload import bursts, busy_hour, login_bursts  # noqa: E402
from tools.benchmarks.purchase import comparison  # noqa: E402
from tools.benchmarks.report import Row, cells, row, table  # noqa: E402
from users.models import AppUser  # noqa: E402
from users.tests.factories import make_user  # noqa: E402
from users.tokens.issuing import issue  # noqa: E402

BUYERS, CROWD = 8, 40
PASSWORD = "s3cret-Pass-1"
# Below this share of its target, a case is worse by an order of magnitude on any machine.
CHECK_SHARE = 0.35


def measure(products: int, options: argparse.Namespace) -> int:
    prepare(products)
    tokens = [issue(user)["access"] for user in buyers()]
    prices = dict(Product.objects.filter(pk__lte=1000).values_list("pk", "price"))
    texts = {pk: str(price) for pk, price in prices.items()}
    connections.close_all()
    environment = dict(os.environ)
    if options.floods:
        return flooded(environment, tokens[0], texts, options)
    if options.search:
        return searched(environment, products, options)
    started = [servers.shop(environment), servers.reference(environment)]
    fastapi = servers.fastapi(environment) if connection.vendor == "mysql" else None
    started += [fastapi] if fastapi else []
    try:
        found = cases(*started[:2], fastapi, products, against_drf=True)
        rows = reads(found, options)
        rows += comparison.rows(started[0], environment, tokens, texts, options)
        rows += logins(started[0], options)
        if not options.check:
            rows += login_bursts.rows(environment, options)
            rows += bursts.rows(environment, tokens[0], texts, length(options))
        hour = None if options.check else busy(environment, texts, options)
        return report(products, rows, started, options, hour)
    finally:
        for server in started:
            server.stop()


def length(options: argparse.Namespace) -> float:
    """Return the length of a slice. A burst is one long slice, because its start counts too."""
    return options.seconds * options.rounds


def flooded(
    environment: dict[str, str], token: str, prices: dict[int, str], options: argparse.Namespace
) -> int:
    """Measure only the bursts."""
    missed = table("floods", bursts.rows(environment, token, prices, length(options)))
    for line in missed:
        print(f"target missed: {line}")
    return int(bool(missed))


def searched(environment: dict[str, str], products: int, options: argparse.Namespace) -> int:
    """Measure only the searches, and what their index adds to an import."""
    shop = servers.shop(environment)
    try:
        rows = list(searching.rows(shop, products, options.rounds))
    finally:
        shop.stop()
    rows += importing.rows(options.rounds)
    for line in table(f"searches, {products:,} products, {connection.vendor}", rows):
        print(f"target missed: {line}")
    keep(rows, [])
    return 0


def prepare(products: int) -> None:
    call_command("migrate", verbosity=0)
    begun = time.monotonic()
    catalogue.load(products)
    call_command("rebuild_search", verbosity=0)
    if connection.vendor == "mysql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE TABLE product, productimage, category")
            cursor.execute("ANALYZE TABLE search_posting, search_slip")
    print(
        f"\n{products:,} products loaded in {time.monotonic() - begun:.0f} s ({connection.vendor})"
    )


def buyers() -> list[AppUser]:
    names = [f"buyer{number}@example.com" for number in range(BUYERS)]
    return [make_user(email=name, password=PASSWORD, groups=("User", "Checkout")) for name in names]


def reads(found: list[Case], options: argparse.Namespace) -> list[Row]:
    """Measure every case in turn, round after round, so that a slow machine affects all equally."""
    for case in found:  # warm up: open connections, load code, count lists
        client.run(case.server.port, case.request, 0.3)
    slices: dict[str, list[client.Slice]] = {case.name: [] for case in found}
    for _ in range(options.rounds):
        for case in found:
            slices[case.name].append(client.run(case.server.port, case.request, options.seconds))
    return [row(case.name, slices[case.name], case.against, case.target) for case in found]


def busy(
    environment: dict[str, str], prices: dict[int, str], options: argparse.Namespace
) -> busy_hour.Hour:
    """Measure a separate server with more buyers than it can serve at once."""
    crowd = [make_user(password=None, groups=("User", "Checkout")) for _ in range(CROWD)]
    tokens = [issue(user)["access"] for user in crowd]
    connections.close_all()
    shop = servers.shop(environment)
    try:
        return busy_hour.measure(shop, tokens, prices, options.seconds * options.rounds)
    finally:
        shop.stop()


def version_of_database() -> str:
    if connection.vendor != "mysql":
        return connection.vendor
    with connection.cursor() as cursor:
        cursor.execute("SELECT VERSION()")
        return str(cursor.fetchone()[0])


def logins(shop: servers.Server, options: argparse.Namespace) -> list[Row]:
    """Compare a login with the one password hash that it has to compute, one at a time."""
    body = f'{{"email": "buyer0@example.com", "password": "{PASSWORD}"}}'.encode()
    wanted = client.post("/login/", body)
    hashes, answers = [], []
    for _ in range(max(options.rounds, 3)):
        begun = time.monotonic()
        for _ in range(3):
            make_password(PASSWORD)
        hashes.append(3 / (time.monotonic() - begun))
        answers.append(client.run(shop.port, lambda number: wanted, options.seconds, 1))
    return [
        row("login, one at a time", answers, "one password hash", 0.9),
        Row("one password hash", hashes, 1 / median(hashes), "", None),
    ]


def report(
    products: int,
    rows: list[Row],
    started: list[servers.Server],
    options: argparse.Namespace,
    hour: busy_hour.Hour | None,
) -> int:
    rates = {each.name: each for each in rows}
    if "FastAPI list" in rates:
        fresh = rates["list, fresh"]
        rows.append(Row("list against FastAPI", fresh.rates, fresh.p95, "FastAPI list", 1.5))
    missed = table(f"{products:,} products, {connection.vendor}", rows)
    notes = [
        f"{server.name}: first answer after {server.seconds_to_first_answer:.2f} s, "
        f"{server.first_memory:.0f} MiB, {server.memory():.0f} MiB after all of this"
        for server in started
    ]
    print("\n".join(notes))
    missed += busy_hour.table(hour) if hour else []
    keep(rows, notes, hour)
    if options.check:
        return max(check(rows), counting.check())
    for line in missed:
        print(f"target missed: {line}")
    return 0


def keep(rows: list[Row], notes: list[str], hour: busy_hour.Hour | None = None) -> None:
    """Pass the results to the process that writes the table."""
    found = {
        "medians": {each.name: each.rate for each in rows},
        "rows": cells(rows),
        "hour": hour.lines() if hour else [],
        "notes": notes,
        "server": version_of_database(),
    }
    Path(os.environ["BENCH_CHILD"]).write_text(json.dumps(found))


def check(rows: list[Row]) -> int:
    """Fail only if a result is worse by an order of magnitude: CI uses all kinds of machines."""
    from tools.benchmarks.report import ratio

    by_name = {each.name: each for each in rows}
    lost = [
        each.name
        for each in rows
        if each.target and ratio(each, by_name[each.against]) < each.target * CHECK_SHARE
    ]
    print(f"{len(rows) - len(lost)} passed, {len(lost)} failed")
    for name in lost:
        print(f"far below its target: {name}")
    return 1 if lost else 0
