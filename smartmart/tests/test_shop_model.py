"""The model of the whole shop. MODEL_SEQUENCES says how many sequences are tried (30), MODEL_SEED
which ones, and MODEL_FIGURES names a file for the figures, as JSON."""

import inspect
import json
import logging
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import seed as with_seed
from hypothesis.stateful import run_state_machine_as_test

from business_logic import availability, stock
from business_logic.orders import order_stock
from business_logic.settlement import payment_effects
from catalog.tests.factories import make_product
from integrations.epayco.confirmation import service as confirmation
from integrations.epayco.ledger import entries
from smartmart.tests.shop_model import ShopModel, World
from users.tests.factories import make_user

SEQUENCES = int(os.environ.get("MODEL_SEQUENCES", "30"))
IS_PROOF = "MODEL_FIGURES" in os.environ
# One transaction after the other: what several at once do to each other is proven elsewhere.
pytestmark = pytest.mark.sqlite


@pytest.fixture
def world(db):
    """Thousands of refusals are meant to happen here; their log lines would cost half the time."""
    logging.disable(logging.CRITICAL)
    yield World(
        shoppers=[make_user(groups=("User", "Checkout")) for _ in range(2)],
        staff=make_user(groups=("Staff",), is_staff=True),
        products=[
            make_product(price="34000.00", stock_quantity=5),
            make_product(stock_quantity=3),
        ],
    )
    logging.disable(logging.NOTSET)


def run(world: World, sequences: int, *, shrink: bool = True) -> None:
    model = type("Model", (ShopModel,), {"world": world})
    phases = [Phase.generate, *([Phase.shrink] if shrink else [])]
    chosen = settings(
        max_examples=sequences,
        stateful_step_count=20,
        deadline=None,
        database=None,
        print_blob=True,
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
        phases=phases,
    )
    # The same sequences each day: a change fails for its own fault, never for an older one.
    with_seed(int(os.environ.get("MODEL_SEED", "1")))(model)
    run_state_machine_as_test(model, settings=chosen)


def test_the_books_are_right_whatever_happens(world):
    run(world, SEQUENCES)

    assert world.figures["sequences"] >= SEQUENCES
    if IS_PROOF:
        Path(os.environ["MODEL_FIGURES"]).write_text(json.dumps(world.figures))


def returning_again_and_again(order, items) -> None:
    quantities = {item.product_id: item.quantity for item in items}
    products = stock.lock_products(quantities)
    stock.restock(quantities, invoice=order.invoice_id, products=products)


def believing_the_notice(notice):
    return notice.claimed_payment(), None


def taking_any_amount(payment, checkout) -> str:
    return "" if checkout else "unknown_invoice"


# The guards of the shop, each with what it is without it, and with the rule that breaks then.
GUARDS = {
    "the amount is compared": (payment_effects, "refusal_of", taking_any_amount, "Nobody paid for"),
    "stock is given back once": (
        order_stock,
        "return_stock",
        returning_again_and_again,
        "left of",
    ),
    "holds count": (availability, "held", lambda product_ids, *, now, but_for=None: {}, "held of"),
    "stock is asked for": (
        availability,
        "suffices",
        lambda available, quantities: True,
        "held of|500",
    ),
    "ePayco is asked back": (confirmation, "verify", believing_the_notice, "paid for|is lost"),
    "a refusal is flagged": (entries, "flag", lambda entry, reason, others: None, "is lost"),
}


def parameters(function) -> list[str]:
    return list(inspect.signature(function).parameters)


@pytest.mark.parametrize("guard", GUARDS)
def test_a_guard_that_is_off_is_called_as_it_is_when_on(guard):
    """Else the model would fail for the call, whatever the guard is good for."""
    module, name, without, _ = GUARDS[guard]

    assert parameters(without) == parameters(getattr(module, name))


@pytest.mark.proof
@pytest.mark.parametrize("guard", GUARDS)
def test_without_a_guard_the_model_fails(world, monkeypatch, guard):
    module, name, without, broken = GUARDS[guard]
    monkeypatch.setattr(module, name, without)

    # Where a constraint stands behind the guard, the shop answers 500 before a rule can break.
    with pytest.raises(AssertionError, match=broken):
        run(world, 500, shrink=False)
