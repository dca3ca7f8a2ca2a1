"""POST /checkoutconfirmation/: sequences of a payment's states, in any order."""

import pytest

from catalog.tests.factories import stock_of
from integrations.epayco.models import LedgerEntry
from integrations.epayco.tests.factories import confirm, notice
from orders.models import Order

pytestmark = pytest.mark.django_db
A, B = "310000001", "310000002"
# (reference, state) as they arrive -> the order's payment, the stock left of 5, what needs a look.
STORIES = {
    "pending, then approved": ([(A, "3"), (A, "1")], "paid", 3, []),
    "approved, then pending": ([(A, "1"), (A, "3")], "paid", 3, []),
    "rejected, then approved by a new reference": ([(A, "2"), (B, "1")], "paid", 3, []),
    "rejected, then approved by the same": ([(A, "2"), (A, "1")], "paid", 3, []),
    "approved, then reversed": ([(A, "1"), (A, "6")], "reversed", 5, []),
    "reversed, then approved": ([(A, "1"), (A, "6"), (A, "1")], "reversed", 5, []),
    "a reversal that overtakes its approval": ([(A, "6"), (A, "1")], None, 5, []),
    "reversed twice": ([(A, "1"), (A, "6"), (A, "6")], "reversed", 5, []),
    "two approved references": ([(A, "1"), (B, "1")], "paid", 3, ["second_payment"]),
    "the second of two is reversed": ([(A, "1"), (B, "1"), (B, "6")], "paid", 3, []),
    "the first of two is reversed": (
        [(A, "1"), (B, "1"), (A, "6")],
        "reversed",
        5,
        ["second_payment"],
    ),
    "expired, then paid all the same": ([(A, "3"), (A, "9"), (A, "1")], "paid", 3, []),
    "approved, then every failure": (
        [(A, "1"), *((A, state) for state in ("2", "4", "9", "10", "11", "12", "7", "8"))],
        "paid",
        3,
        [],
    ),
    "a zero in front": ([(A, "01")], None, 5, ["unknown_state"]),
    "a blank behind": ([(A, "1 ")], None, 5, ["unknown_state"]),
    "no such state": ([(A, "5")], None, 5, ["unknown_state"]),
    "unknown, then approved": ([(A, "99"), (A, "1")], "paid", 3, []),
    "approved, then unknown": ([(A, "1"), (A, "99")], "paid", 3, ["unknown_state"]),
}


@pytest.mark.parametrize("story", STORIES)
def test_each_story_ends_as_told(api, checkout, product, story):
    notices, payment_status, stock, attention = STORIES[story]

    answers = [
        confirm(api, notice(checkout, state, x_ref_payco=reference)).status_code
        for reference, state in notices
    ]

    assert answers == [200] * len(notices)
    found = Order.objects.values_list("payment_status", flat=True)
    assert list(found) == ([payment_status] if payment_status else [])
    assert stock_of(product) == stock
    open_questions = LedgerEntry.objects.needing_attention().values_list("attention", flat=True)
    assert list(open_questions) == attention


def test_an_approval_after_cancellation_changes_nothing(api, checkout, product, client_of, staff):
    confirm(api, notice(checkout, x_ref_payco=A))
    url = f"/orders/{checkout.invoice}/"
    assert client_of(staff).patch(url, {"status": "cancelled"}).status_code == 200

    again = confirm(api, notice(checkout, x_ref_payco=A, x_response_reason_text="again"))

    assert again.status_code == 200
    order = Order.objects.get()
    assert (order.status, order.payment_status) == ("cancelled", "paid")
    assert stock_of(product) == 5


def test_a_reversal_after_cancellation_returns_no_stock_again(
    api, checkout, product, client_of, staff
):
    confirm(api, notice(checkout, x_ref_payco=A))
    client_of(staff).patch(f"/orders/{checkout.invoice}/", {"status": "cancelled"})

    confirm(api, notice(checkout, "6", x_ref_payco=A))

    assert Order.objects.get().payment_status == "reversed"
    assert stock_of(product) == 5


@pytest.mark.parametrize("state", ["", " ", None])
def test_a_missing_state_is_refused(api, checkout, state):
    fields = notice(checkout) | {"x_cod_transaction_state": state}
    if state is None:
        del fields["x_cod_transaction_state"]

    response = confirm(api, fields)

    assert response.status_code == 400
    assert response.json()["errors"][0]["attr"] == "x_cod_transaction_state"
    assert not LedgerEntry.objects.exists()
    assert not Order.objects.exists()
