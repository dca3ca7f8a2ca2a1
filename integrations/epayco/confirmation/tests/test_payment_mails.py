"""The emails of a payment: each once, however often a notification arrives."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from business_logic.settlement.payment_attempts import end_lapsed
from common.models import OutboxMail
from integrations.epayco.tests.factories import confirm, notice
from orders.models import Checkout

pytestmark = pytest.mark.django_db
A, B = "310000001", "310000002"


def kinds() -> list[str]:
    return list(OutboxMail.objects.order_by("id").values_list("kind", flat=True))


def tell(api, checkout, *story: tuple[str, str]) -> None:
    for reference, state in story:
        assert confirm(api, notice(checkout, state, x_ref_payco=reference)).status_code == 200


@pytest.mark.parametrize(
    ("story", "expected"),
    [
        ([(A, "1"), (A, "1"), (A, "3")], ["order_made"]),
        ([(A, "3"), (A, "3"), (A, "7")], ["payment_pending"]),
        ([(A, "3"), (A, "1")], ["payment_pending", "order_made"]),
        ([(A, "3"), (A, "2"), (A, "2"), (A, "9")], ["payment_pending", "payment_failed"]),
        # Whoever sees the bank's refusal on the screen needs no mail about it.
        ([(A, "2"), (A, "2")], []),
        # The buyer waits for one of two payments: only the end of both is news.
        ([(A, "3"), (B, "3"), (A, "9")], ["payment_pending"]),
        ([(A, "3"), (B, "3"), (A, "9"), (B, "9")], ["payment_pending", "payment_failed"]),
        ([(A, "1"), (A, "6"), (A, "6")], ["order_made", "order_reversed"]),
        ([(A, "3"), (A, "6")], ["payment_pending"]),
    ],
)
def test_each_mail_goes_out_once(api, checkout, story, expected):
    tell(api, checkout, *story)

    assert kinds() == expected


def test_a_pending_payment_says_how_long_its_products_are_kept(api, checkout, product):
    tell(api, checkout, (A, "3"))

    checkout.refresh_from_db()
    mail = OutboxMail.objects.get()
    assert (mail.to, mail.language) == (checkout.email, checkout.language)
    assert mail.context["until"] == checkout.hold_until.isoformat()
    assert [line["name"] for line in mail.context["items"]] == [product.name]


def test_a_failed_payment_says_why_and_how_to_buy_again(api, checkout, product):
    tell(api, checkout, (A, "3"), (A, "2"))

    said = OutboxMail.objects.latest("id").context
    assert (said["state"], said["reference"]) == ("rejected", A)
    assert said["path"] == f"/cart?items={product.pk}:2"


def lapse() -> None:
    past = timezone.now() - timedelta(seconds=1)
    Checkout.objects.update(pending_until=past, hold_until=past, expires_at=past)


def test_a_payment_that_lapses_in_silence_is_found_by_the_schedule_once(api, checkout):
    tell(api, checkout, (A, "3"))
    assert end_lapsed() == 0
    lapse()

    for _ in range(2):
        # ePayco is out of reach here, which the command ends with 1 for.
        with pytest.raises(SystemExit):
            call_command("reconcile_payments", verbosity=0)

    assert kinds() == ["payment_pending", "payment_lapsed"]


def test_a_late_failure_of_a_lapsed_payment_is_no_second_mail(api, checkout):
    tell(api, checkout, (A, "3"))
    lapse()
    end_lapsed()

    tell(api, checkout, (A, "9"))

    assert kinds() == ["payment_pending", "payment_lapsed"]


def test_a_lapsed_payment_that_is_paid_all_the_same_makes_its_order(api, checkout):
    tell(api, checkout, (A, "3"))
    lapse()
    end_lapsed()

    tell(api, checkout, (A, "1"))

    assert kinds() == ["payment_pending", "payment_lapsed", "order_made"]


def test_an_order_that_sold_out_meanwhile_is_told_to_be_in_review(api, checkout, product):
    product.stock_quantity = 0
    product.save()

    tell(api, checkout, (A, "1"), (A, "1"))

    assert kinds() == ["order_review"]
    assert OutboxMail.objects.get().context["reason"] == "out_of_stock"
