"""How MariaDB and MySQL read each list: along an index, without sorting more than a page."""

import itertools
import json
from collections.abc import Iterator

import pytest
from django.db import connection

from catalog.models import Category, Product
from catalog.public import tree, versions
from catalog.public.known_lists import lists
from catalog.public.listing import Listing
from catalog.public.product_query import ProductQuery
from catalog.search import documents
from catalog.services.categories import derived as category_columns
from catalog.services.product_rows import derived

pytestmark = pytest.mark.db_server
MANY = 6_000
DEEP = 4_800
ORDERINGS = ("name", "-name", "price", "-price", "created_at", "-created_at")


@pytest.fixture(scope="module")
def shelves(django_db_setup, django_db_blocker):
    """Thousands of products in 40 categories, with statistics, for all tests of this file."""
    with django_db_blocker.unblock():
        Category.objects.bulk_create(
            Category(slug=f"estante-{n}", **category_columns(f"Estante {n}")) for n in range(40)
        )
        places = list(Category.objects.values_list("pk", flat=True))
        Product.objects.bulk_create(
            (
                Product(
                    **derived(f"Cosa {n * 7919 % MANY}", "Una cosa útil " * 10),
                    slug=f"cosa-{n}",
                    price=n * 31 % 977,
                    stock_quantity=n % 3,
                    category_id=places[n % 40],
                )
                for n in range(MANY)
            ),
            batch_size=1000,
        )
        Product.objects.bulk_create(variants())
        versions.bump(shape=True, tree=True)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE TABLE product, category")
            cursor.fetchall()
        yield places
        Product.objects.exclude(variant_of=None).delete()
        Product.objects.all().delete()
        Category.objects.all().delete()
        versions.bump(shape=True, tree=True)


def variants() -> Iterator[Product]:
    """Yield four variants for each of 120 products."""
    mains = Product.objects.order_by("-pk").values_list("pk", flat=True)[:120]
    for main, size in itertools.product(mains, range(4)):
        yield Product(
            **derived(f"Variante {main} {size}", ""),
            slug=f"variante-{main}-{size}",
            price=1,
            stock_quantity=1,
            variant_of_id=main,
            variant_key=f"{main} {size}",
        )


@pytest.fixture
def plans(shelves, db):
    """plans(wanted, start): the plan of each query for that page, the rows it reads, its key."""

    def of(wanted: ProductQuery, start: int) -> list[dict]:
        lists.clear()
        version = versions.current()
        tree.at(version.tree)
        Listing(wanted, version).count()
        with connection.execute_wrapper(explain_first) as _:
            explained.clear()
            assert len(Listing(wanted, version)[start : start + 20]) == 20
        return list(explained)

    return of


explained: list[dict] = []


def explain_first(execute, sql, params, many, context):
    with connection.connection.cursor() as cursor:
        if not connection.mysql_is_mariadb and connection.mysql_version >= (8, 3):
            # The shape that all versions know; MySQL 9 answers in another one if not asked.
            cursor.execute("SET explain_json_format_version = 1")
        cursor.execute(f"EXPLAIN FORMAT=JSON {sql}", params)
        explained.append(json.loads(cursor.fetchone()[0]))
    return execute(sql, params, many, context)


def find(plan: object, key: str) -> list:
    """Every value under this key, however deep."""
    if isinstance(plan, list):
        return [value for part in plan for value in find(part, key)]
    if not isinstance(plan, dict):
        return []
    here = [plan[key]] if key in plan else []
    return here + [value for part in plan.values() for value in find(part, key)]


def product_tables(plan: dict) -> list[dict]:
    return [each for each in find(plan, "table") if each.get("table_name") == "product"]


@pytest.mark.parametrize("ordering", ORDERINGS)
@pytest.mark.parametrize("start", [0, DEEP])
def test_every_order_is_walked_along_its_index(plans, ordering, start):
    for plan in plans(ProductQuery(ordering=(ordering,)), start):
        tables = product_tables(plan)
        assert tables
        assert {table["access_type"] for table in tables} <= {"index", "range", "eq_ref", "ref"}
        assert not find(plan, "filesort") and not find(plan, "using_filesort").count(True)


def test_a_category_is_read_by_its_index(plans, shelves):
    for plan in plans(ProductQuery(branch=frozenset(shelves[:2])), 200):
        assert {table["access_type"] for table in product_tables(plan)} <= {"range", "ref"}


def test_a_price_range_is_read_by_its_index(plans):
    wanted = ProductQuery(min_price=100, max_price=400, ordering=("price",))
    for plan in plans(wanted, 40):
        assert {table["access_type"] for table in product_tables(plan)} == {"range"}


def test_a_learnt_place_is_where_the_next_look_starts(shelves, db):
    lists.clear()
    version = versions.current()
    Listing(ProductQuery(), version)[DEEP : DEEP + 20]
    with connection.cursor() as cursor:
        cursor.execute("FLUSH STATUS")
    Listing(ProductQuery(), version)[DEEP + 20 : DEEP + 40]
    with connection.cursor() as cursor:
        cursor.execute("SHOW SESSION STATUS LIKE 'Handler_read%'")
        reads = sum(int(value) for _, value in cursor.fetchall())
    assert reads < 150


def test_pending_products_of_a_search_are_read_by_id(shelves, db):
    ids = list(Product.objects.order_by("pk").values_list("pk", flat=True)[:400])
    explained.clear()
    with connection.execute_wrapper(explain_first):
        assert len(documents.read(ids)) == 400
    assert [table["key"] for table in product_tables(explained[0])] == ["PRIMARY"]
