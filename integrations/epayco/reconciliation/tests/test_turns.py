"""The order in which payments are verified, and how many in a run."""

import pytest

from integrations.epayco.reconciliation import turns
from integrations.epayco.reconciliation.service import Reconciliation
from integrations.epayco.reconciliation.tests.runs import table
from integrations.epayco.tests import epayco_server as misbehaviour
from integrations.epayco.tests.factories import begin, confirm, notice
from users.tests.factories import make_user

pytestmark = pytest.mark.django_db


def test_buyers_take_turns_and_the_oldest_is_asked_about_first(
    epayco, client_of, shopper, product, settings
):
    settings.THROTTLING = False
    other = make_user(groups=("User", "Checkout"))
    many = [begin(client_of(shopper), (product, 1)).invoice for _ in range(4)]
    one = begin(client_of(other), (product, 1)).invoice

    table()

    asked = [
        body["filter"]["referenceClient"] for path, _, body in epayco.calls if "detail" in path
    ]
    assert asked == [many[0], one, *many[1:]]


def test_payments_of_buyers_take_turns_too(api, epayco, client_of, shopper, product):
    mine = begin(client_of(shopper), (product, 1))
    other = begin(client_of(make_user(groups=("User", "Checkout"))), (product, 1))
    epayco.misbehave = misbehaviour.fail
    for number in range(3):
        confirm(api, notice(mine, x_ref_payco=f"31000000{number}"))
    confirm(api, notice(other, x_ref_payco="310000009"))
    epayco.misbehave = None

    assert [line[0] for line in table()[1]] == [
        "310000000",
        "310000009",
        "310000001",
        "310000002",
    ]


def test_a_run_is_bounded_and_the_next_one_goes_on(db):
    items = [f"{number}" for number in range(5)]

    runs = [turns.this_run("test", items, most=2) for _ in range(3)]

    assert runs == [["0", "1"], ["2", "3"], ["4", "0"]]
    assert turns.this_run("test", items, most=5) == items


def test_a_run_whose_time_is_over_leaves_the_rest(epayco, approved):
    run = Reconciliation(ends=0)

    assert list(run.differences()) == []
    assert run.notes == ["Left for the next run: 1."]
    assert epayco.calls == []
