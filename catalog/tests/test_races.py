"""Races that need row locks; the other files here test the same rules without threads."""

import random
import threading

import pytest
from rest_framework.exceptions import ValidationError

from business_logic import stock
from catalog.models import Category, Product, StockMovement
from catalog.public import tree, versions
from catalog.services import categories as category_services
from catalog.services import products as services
from catalog.services.stock import adjustments
from catalog.tests.factories import make_category, make_product
from common.db.transactions import in_transaction
from common.tests.race import race

pytestmark = pytest.mark.db_server


def refused(work) -> str:
    """The code that work was refused with, or nothing."""
    try:
        work()
    except ValidationError as error:
        detail = error.detail
        return next(iter(detail.values()))[0].code if isinstance(detail, dict) else detail[0].code
    return ""


def test_one_of_many_gets_a_name(transactional_db):
    def create(_: int) -> str:
        return refused(lambda: services.create_product(name="Panela", price=1))

    assert sorted(race(create, 8)) == ["", *["unique"] * 7]
    assert Product.objects.count() == 1


def test_one_of_many_gets_a_sku(transactional_db):
    def create(n: int) -> str:
        return refused(lambda: services.create_product(name=f"Panela {n}", price=1, sku="A-1"))

    assert sorted(race(create, 8)) == ["", *["unique"] * 7]
    assert Product.objects.count() == 1


def test_differences_add_up_and_never_fall_below_zero(transactional_db):
    product = make_product(stock_quantity=5)

    def take(_: int) -> str:
        return refused(lambda: adjustments.change_stock(product.pk, change=-1))

    assert sorted(race(take, 8)) == ["", "", "", "", "", *["insufficient_stock"] * 3]
    product.refresh_from_db()
    assert product.stock_quantity == 0
    assert sorted(
        StockMovement.objects.filter(product=product).values_list("quantity_after", flat=True)
    ) == [0, 1, 2, 3, 4, 5]


def rivals_for_one_state(tag_of_many: bool, client_of, staff) -> list[int]:
    """Eight writers that saw the same state; without its tag (the guard off) all of them write."""
    product, client = make_product(), client_of(staff)
    address = f"/products/{product.pk}/{product.slug}/"
    headers = {"If-Match": client.get(f"/products/{product.slug}/")["ETag"]} if tag_of_many else {}

    def write(n: int) -> int:
        return client_of(staff).patch(address, {"price": n + 1}, headers=headers).status_code

    return sorted(race(write, 8))


def test_one_of_many_writers_of_one_state_writes(transactional_db, client_of, staff):
    assert rivals_for_one_state(True, client_of, staff) == [200, *[412] * 7]


def test_without_a_state_all_of_them_write(transactional_db, client_of, staff):
    assert rivals_for_one_state(False, client_of, staff) == [200] * 8


def test_colliding_slugs_all_get_one(transactional_db):
    race(lambda n: services.create_product(name="Té" + "!?.,;:¡¿"[n], price=1), 8)
    slugs = set(Product.objects.values_list("slug", flat=True))
    assert slugs == {"te", *(f"te-{n}" for n in range(2, 9))}


def test_two_moves_never_make_a_cycle(transactional_db):
    for _ in range(5):
        one, two = make_category(), make_category()

        def move(n: int, pair=(one, two)) -> str:
            child, parent = pair if n else pair[::-1]
            return refused(lambda: category_services.update_category(child.pk, parent_id=parent.pk))

        assert sorted(race(move, 2)) == ["", "cycle"]


def test_no_product_lands_in_a_category_as_it_is_deleted(transactional_db):
    for _ in range(6):
        category = make_category()

        def either(n: int, category=category) -> str:
            if n:
                return refused(lambda: category_services.delete_category(category.pk))
            return refused(lambda: make_product(category=category))

        assert sorted(race(either, 2)) in (["", "category_not_empty"], ["", "does_not_exist"])
        category.refresh_from_db()
        assert category.deleted_at is None or not category.products.exists()


def test_edits_and_sales_lose_nothing(transactional_db):
    """Prices are edited while units are sold: each field keeps what was last written to it."""
    product = make_product(stock_quantity=100)

    def sell() -> None:
        locked = stock.lock_products([product.pk])
        stock.deduct({product.pk: 1}, invoice="INV-1", products=locked)
        versions.bump(shape=False)

    def either(n: int) -> None:
        for _ in range(5):
            if n % 2:
                services.update_product(product.pk, price=n)
            else:
                in_transaction(sell)

    race(either, 8)
    product.refresh_from_db()
    assert product.stock_quantity == 80
    moved = StockMovement.objects.filter(product=product).order_by("id")
    assert sum(move.change for move in moved) == 80
    assert moved.last().quantity_after == 80


@pytest.mark.parametrize("guarded", [True, False])
def test_a_number_typed_over_a_stale_stock_undoes_no_sale(transactional_db, guarded):
    """Three units are sold after a person saw ten and before twelve are written."""
    product = make_product(stock_quantity=10)
    sold = threading.Event()

    def sell() -> None:
        locked = stock.lock_products([product.pk])
        stock.deduct({product.pk: 3}, invoice="INV-1", products=locked)
        versions.bump(shape=False)

    def either(n: int) -> str:
        if n:
            in_transaction(sell)
            sold.set()
            return "sold"
        sold.wait(10)
        seen = 10 if guarded else None
        return refused(
            lambda: services.update_product(product.pk, stock_quantity=12, seen_stock=seen)
        )

    assert race(either, 2) == ["moved" if guarded else "", "sold"]
    product.refresh_from_db()
    assert product.stock_quantity == (7 if guarded else 12)


def test_branches_switched_while_products_are_sold_do_not_deadlock(transactional_db):
    top = make_category()
    below = make_category(parent=top)
    products = [make_product(category=random.choice([top, below])) for _ in range(12)]

    def sell() -> None:
        wanted = {product.pk: 1 for product in random.sample(products, 5)}
        stock.deduct(wanted, invoice="INV-1", products=stock.lock_products(wanted))
        versions.bump(shape=False)

    def either(n: int) -> None:
        if n % 3:
            in_transaction(sell)
        else:
            category_services.set_category_active(top.pk, None, active=bool(n % 2))

    race(either, 9)
    states = set(Product.objects.values_list("is_active", flat=True))
    assert len(states | set(Category.objects.values_list("is_active", flat=True))) == 1


def test_a_kept_tree_is_never_older_than_its_shape(transactional_db):
    """Readers and writers at once: whoever asks after a commit sees it."""
    category = make_category()

    def either(n: int) -> list[bool]:
        seen = []
        for step in range(10):
            if n:
                tree.at(versions.current().tree)
                continue
            category_services.update_category(category.pk, is_active=bool(step % 2))
            seen.append(
                tree.at(versions.current().tree).nodes[category.pk].is_active == bool(step % 2)
            )
        return seen

    assert all(race(either, 5)[0])
