"""The end of an account: by its owner, by a superuser, by deactivation."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.utils import timezone

from business_logic import availability
from business_logic.checkout import pending_checkouts
from business_logic.settlement import payment_attempts
from catalog.tests.factories import make_product
from common.mail import outbox
from common.models import AuditEvent, OutboxMail
from orders.models import Checkout
from orders.tests.factories import make_attempt, make_checkout, make_order
from users.models import Address, AppUser
from users.tests.factories import PASSWORD, make_user

pytestmark = pytest.mark.django_db
PERSONAL = {
    "first_name": "Ana",
    "last_name": "Pérez",
    "department": "Antioquia",
    "city": "Medellín",
    "city_code": "05001",
    "address": "Calle 10",
    "delivery_phone": "3001234567",
    "document_type": "CC",
    "document_number": "1234567",
    "request_digest": "d" * 64,
}
WHERE = {name: PERSONAL[name] for name in ("department", "city", "city_code", "address")}


@pytest.fixture
def user():
    user = make_user("ana@example.com", "ana", first_name="Ana", last_name="Pérez")
    user.addresses.create(**WHERE)
    return user


@pytest.fixture(params=["owner", "superuser"])
def erase(request, client_of, user, superuser):
    """Erase the user, each way there is; returns the answer."""

    def call():
        if request.param == "owner":
            return client_of(user).delete("/users/profile/", {"current_password": PASSWORD})
        return client_of(superuser).delete(f"/users/{user.pk}/")

    return call


def free(product) -> int:
    return availability.available({product.pk: product}, now=timezone.now())[product.pk]


def test_erasure_leaves_nothing_of_the_person(erase, user, api, client_of):
    client = client_of(user)
    assert erase().status_code == 204

    row = AppUser.objects.get(pk=user.pk)
    assert (row.first_name, row.last_name, row.phone, row.date_of_birth) == ("", "", "", None)
    assert (row.email, row.is_active) == (f"deleted-{row.pk}@deleted.invalid", False)
    assert row.deleted_at is not None
    assert not Address.objects.exists()
    assert client.get("/users/profile/").status_code == 401
    login = api.post("/login/", {"email": "ana@example.com", "password": PASSWORD})
    assert login.status_code == 401
    assert AuditEvent.objects.get(action="user_deleted").subject == user.audit_name


def test_consent_goes_too(erase, user):
    AppUser.objects.filter(pk=user.pk).update(
        privacy_version="2026-11", privacy_accepted_at=timezone.now()
    )
    erase()

    row = AppUser.objects.get(pk=user.pk)
    assert (row.privacy_version, row.privacy_accepted_at) == ("", None)


def test_unpaid_checkouts_keep_nothing_and_hold_nothing(
    erase, user, django_capture_on_commit_callbacks
):
    product = make_product(stock_quantity=3)
    checkout = make_checkout(
        user, product, 2, open_for=user, idempotency_key="k", delivery_method="standard", **PERSONAL
    )
    pending_checkouts.save(pending_checkouts.of_row(checkout, pending_checkouts.lines_of(checkout)))
    assert free(product) == 1
    with django_capture_on_commit_callbacks(execute=True):
        erase()

    row = Checkout.objects.get()
    assert {getattr(row, name) for name in (*PERSONAL, "email")} == {""}
    assert (row.open_for, row.idempotency_key, row.total) == (None, None, checkout.total)
    assert cache.get(pending_checkouts.cache_key(checkout.invoice)) is None
    assert free(product) == 3


def test_orders_stay_as_they_were(erase, user):
    order = make_order(user, first_name="Ana", document_number="1234567")
    erase()

    kept = type(order).objects.get()
    assert (kept.first_name, kept.email, kept.document_number) == (
        "Ana",
        "ana@example.com",
        "1234567",
    )
    assert kept.checkout.email == "ana@example.com"


def test_what_was_written_about_returns_goes_and_the_return_stays(erase, user):
    order, other = make_order(user), make_order()
    due = timezone.localdate()
    texts = {"reason": "Soy alérgica", "refusal_reason": "Ana la usó", "money_due_by": due}
    refund = order.refunds.create(amount=1, reason="Soy alérgica")
    order.returns.create(amount=1, refund=refund, **texts)
    other.returns.create(amount=1, **texts)
    erase()

    row = order.returns.get()
    assert (row.reason, row.refusal_reason, row.amount) == ("", "", 1)
    refund.refresh_from_db()
    assert "alérgica" not in refund.reason
    assert other.returns.get().reason == "Soy alérgica"


def test_the_schedule_erases_what_was_written_about_old_returns(user, settings):
    settings.RETURN_RETENTION_DAYS = 365
    order, now = make_order(user), timezone.now()
    for number, days in enumerate((364, 366, None)):
        decided_at = now - timedelta(days=days) if days else None
        order.returns.create(
            amount=1, reason=f"n.º {number}", money_due_by=now, decided_at=decided_at
        )

    call_command("erase_unpaid_checkouts", verbosity=0, stdout=StringIO())

    assert list(order.returns.values_list("reason", flat=True)) == ["n.º 0", "", "n.º 2"]


def test_checkouts_of_others_stay_as_they_were(erase):
    other = Checkout.objects.filter(pk=make_checkout(**PERSONAL).pk)
    before = other.values().get()
    erase()

    assert other.values().get() == before


def test_mails_to_nobody_are_not_queued():
    outbox.enqueue("order_made", "", language="es", context={})

    assert not OutboxMail.objects.exists()


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"current_password": "wrong"}, "invalid_password"),
        ({"current_password": ""}, "blank"),
        ({}, "required"),
    ],
)
def test_without_the_right_password_nothing_is_erased(client_of, user, body, code):
    response = client_of(user).delete("/users/profile/", body)

    assert response.status_code == 400
    (error,) = response.json()["errors"]
    assert (error["code"], error["attr"]) == (code, "current_password")
    assert AppUser.objects.get(pk=user.pk).deleted_at is None
    assert Address.objects.count() == 1


def test_guesses_of_the_password_are_limited(client_of, user, settings):
    settings.THROTTLING = True
    client, wrong = client_of(user), {"current_password": "wrong"}
    found = [client.delete("/users/profile/", wrong).status_code for _ in range(21)]

    assert found == [400] * 20 + [429]
    assert client.delete("/users/profile/", {"current_password": PASSWORD}).status_code == 429
    assert AppUser.objects.get(pk=user.pk).deleted_at is None


def test_last_active_superuser_cannot_vanish(client_of, superuser):
    response = client_of(superuser).delete("/users/profile/", {"current_password": PASSWORD})

    assert response.status_code == 400
    assert response.json()["errors"][0]["code"] == "last_superuser"
    assert AppUser.objects.get().is_active


@pytest.mark.parametrize("way", ["owner", "superuser"])
def test_deactivation_frees_what_unpaid_checkouts_hold(client_of, user, superuser, way):
    product = make_product(stock_quantity=3)
    checkout = make_checkout(user, product, 2, open_for=user, **PERSONAL)
    if way == "owner":
        response = client_of(user).patch("/users/deactivate/", {})
    else:
        response = client_of(superuser).patch(f"/users/{user.pk}/", {"is_active": False})
    assert response.status_code == 200

    assert free(product) == 3
    # The data stays: the account may become active again.
    assert Checkout.objects.get().address == checkout.address


def test_pending_payment_does_not_take_the_stock_up_again(client_of, user):
    product = make_product(stock_quantity=3)
    later = timezone.now() + timedelta(hours=72)
    checkout = make_checkout(
        user, product, 2, status="pending", hold_until=later, pending_until=later
    )
    make_attempt(checkout, state="pending")
    client_of(user).patch("/users/deactivate/", {})
    payment_attempts.keep_hold(Checkout.objects.get(), None)

    assert free(product) == 3
