from datetime import timedelta

import pytest
from django.utils import timezone

from business_logic.checkout.reminders import remind
from catalog.tests.factories import make_product
from common.models import OutboxMail
from integrations.epayco.tests.factories import cart
from orders.models import Checkout
from orders.tests.factories import make_attempt, make_checkout

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on(settings):
    settings.ABANDONED_CHECKOUT_HOURS = 24


def left(hours: float = 25, **fields) -> Checkout:
    ended = timezone.now() - timedelta(hours=hours)
    values = {"may_remind": True, "expires_at": ended, "hold_until": ended}
    return make_checkout(**values | fields)


def test_a_checkout_that_was_left_is_reminded_of_once():
    checkout = left(quantity=2)

    assert [remind(), remind()] == [1, 0]

    mail = OutboxMail.objects.get()
    assert (mail.kind, mail.to) == ("checkout_abandoned", checkout.email)
    assert mail.context["path"] == f"/cart?items={checkout.items.get().product_id}:2"


@pytest.mark.parametrize(
    "fields",
    [
        {"may_remind": False},
        {"hours": 23},
        {"hours": 24 * 9},
        {"status": "settled"},
        {"status": "pending"},
        {"email": ""},
        # A mail about the failed payment has told them already.
        {"pending_until": timezone.now()},
    ],
)
def test_others_are_not(fields):
    left(**fields)
    remind()

    assert not OutboxMail.objects.exists()


def test_whoever_went_on_or_paid_is_not():
    replaced, paid = left(), left()
    make_checkout(replaced.user)
    make_attempt(paid, state="refused")

    assert remind() == 0
    assert not Checkout.objects.filter(may_remind=True).exists()


def test_it_is_off_by_default(settings):
    settings.ABANDONED_CHECKOUT_HOURS = 0
    left()

    assert remind() == 0


@pytest.mark.parametrize(("given", "kept"), [({}, False), ({"remind": True}, True)])
def test_the_buyer_agrees_at_checkout(client_of, shopper, given, kept):
    body = cart((make_product(), 1)) | given

    assert client_of(shopper).post("/epayco/checkout/", body).status_code == 201
    assert Checkout.objects.get().may_remind is kept
