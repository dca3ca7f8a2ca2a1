import pytest

from business_logic.settlement import payment_attempts
from catalog.tests.factories import make_product
from integrations.epayco.confirmation import throttles as floods
from integrations.epayco.models import LedgerEntry
from integrations.epayco.tests.factories import begin, confirm, notice
from orders.models import Checkout, Order

INVALID = {"x_ref_payco": "1", "x_signature": "0" * 64}


@pytest.fixture
def flooded(settings, monkeypatch):
    """Limits on, with room for three invalid notices."""
    settings.THROTTLING = True
    monkeypatch.setattr(floods, "invalid_notices", floods.Flood())
    monkeypatch.setattr(
        "integrations.epayco.confirmation.view.invalid_notices", floods.invalid_notices
    )
    monkeypatch.setattr(floods, "INVALID_PER_MINUTE", 3)


@pytest.mark.django_db
def test_a_flood_of_invalid_notices_is_told_to_wait(api, flooded):
    answers = [confirm(api, INVALID) for _ in range(5)]

    assert [answer.status_code for answer in answers] == [400, 400, 400, 429, 429]
    assert 1 <= int(answers[-1].headers["Retry-After"]) <= 60
    assert not LedgerEntry.objects.exists()


def test_a_valid_notice_amid_a_flood_from_its_own_address_counts(
    api, flooded, client_of, shopper, settings
):
    checkout = begin(client_of(shopper), (make_product(), 1))
    for _ in range(5):
        confirm(api, INVALID)

    assert confirm(api, notice(checkout)).status_code == 200
    assert Order.objects.count() == 1


@pytest.mark.django_db
def test_another_address_has_a_count_of_its_own(api, flooded):
    for _ in range(5):
        confirm(api, INVALID)
    answer = api.post("/checkoutconfirmation/", INVALID, format="json", REMOTE_ADDR="192.0.2.9")

    assert answer.status_code == 400


def test_a_flood_from_many_addresses_does_not_fill_the_memory(settings, monkeypatch):
    settings.THROTTLING = True
    monkeypatch.setattr(floods, "MOST_ADDRESSES", 50)
    flood = floods.Flood()
    for number in range(500):
        flood.count(f"192.0.2.{number}")

    assert len(flood.counts) <= 50


def test_pending_payments_hold_stock_for_so_many_carts_of_one_buyer_only(
    api, client_of, shopper, monkeypatch
):
    monkeypatch.setattr(payment_attempts, "MOST_PENDING_HOLDS", 2)
    client, product = client_of(shopper), make_product(stock_quantity=9)
    checkouts = [begin(client, (product, 1)) for _ in range(3)]
    for checkout in checkouts:
        assert confirm(api, notice(checkout, "3")).status_code == 200

    found = [Checkout.objects.get(pk=each.pk) for each in checkouts]
    assert [each.status for each in found] == ["pending"] * 3
    assert [each.hold_until > each.expires_at for each in found] == [True, True, False]
    assert confirm(api, notice(checkouts[2])).status_code == 200
    assert Order.objects.get().payment_status == "paid"
