import pytest
from django.contrib.auth import hashers
from django.core import mail

from common.models import AuditEvent, OutboxMail
from users.models import AppUser
from users.tests.factories import make_user
from users.tests.mailbox import mailed_link

pytestmark = pytest.mark.django_db
ANA = {"email": "ana@example.com", "username": "ana", "password": "s3cret-Pass-1"}


def codes(response) -> set:
    return {(error["attr"], error["code"]) for error in response.json()["errors"]}


def test_registration_mails_a_link_and_writes_nothing(api):
    response = api.post("/register/", {**ANA, "phone": "+57 300 1234567"})

    assert response.status_code == 202
    assert set(response.json()) == {"message"}
    assert not AppUser.objects.exists()
    assert not OutboxMail.objects.exists()
    assert not AuditEvent.objects.exists()
    assert mail.outbox[0].to == ["ana@example.com"]
    assert mailed_link().startswith("/verifyemail/")
    assert mail.outbox[0].alternatives[0].mimetype == "text/html"


def test_taken_email_gets_the_same_answer_and_its_owner_a_mail(api):
    free = api.post("/register/", ANA)
    make_user("Luz@example.com")
    taken = api.post("/register/", {**ANA, "email": "lUZ@example.com", "username": "other"})

    assert (taken.status_code, taken.content) == (free.status_code, free.content)
    assert mail.outbox[1].to == ["Luz@example.com"]
    assert "verifyemail" not in mail.outbox[1].body


def test_one_password_hash_whoever_asks(api, monkeypatch):
    make_user("luz@example.com")
    counted = []
    encode = hashers.PBKDF2PasswordHasher.encode
    monkeypatch.setattr(
        hashers.PBKDF2PasswordHasher, "encode", lambda *a, **k: counted.append(1) or encode(*a, **k)
    )
    api.post("/register/", ANA)
    assert len(counted) == 1
    api.post("/register/", {**ANA, "email": "luz@example.com"})
    assert len(counted) == 2


def test_taken_username_is_refused_in_any_case(api):
    make_user(username="Ana")

    response = api.post("/register/", ANA)

    assert response.status_code == 400
    assert codes(response) == {("username", "unique")}
    assert not mail.outbox


def test_registering_again_sends_a_new_link(api):
    api.post("/register/", ANA)
    first = mailed_link()
    api.post("/register/", ANA)
    assert mailed_link() != first


def test_privileges_in_the_body_are_ignored(api):
    extra = {"is_staff": True, "is_superuser": True, "groups": ["Staff"], "id": 7}
    api.post("/register/", ANA | extra)
    api.get(mailed_link())

    user = AppUser.objects.get()
    assert not (user.is_staff or user.is_superuser)
    assert set(user.groups.values_list("name", flat=True)) == {"User", "Checkout"}


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("email", "nobody", "invalid"),
        ("email", "ana@example.com\n", "invalid"),
        ("email", "a" * 250 + "@example.com", "max_length"),
        ("email", ["ana@example.com"], "invalid"),
        ("email", None, "null"),
        ("username", "two words", "invalid"),
        ("username", "a" * 151, "max_length"),
        ("username", "", "blank"),
        ("password", "12345678", "password_entirely_numeric"),
        ("password", "short-1", "password_too_short"),
        ("password", "ana@example.com", "password_too_similar"),
        ("password", "x" * 129, "max_length"),
        ("phone", "call me", "invalid"),
        ("phone", "٣٣٣٣٣٣٣", "invalid"),
        ("date_of_birth", "2999-01-01", "invalid"),
        ("date_of_birth", "1800-01-01", "invalid"),
        ("date_of_birth", "yesterday", "invalid"),
        ("first_name", "x" * 151, "max_length"),
    ],
)
def test_bad_input_is_refused(api, field, value, code):
    response = api.post("/register/", {**ANA, field: value})

    assert response.status_code == 400
    assert (field, code) in codes(response)
    assert not mail.outbox


@pytest.mark.parametrize("body", [[], "text", 7, None])
def test_a_body_that_is_no_object_is_refused(api, body):
    assert api.post("/register/", body).status_code == 400


def test_mails_speak_the_readers_language(api):
    api.post("/register/", ANA, HTTP_ACCEPT_LANGUAGE="en")
    assert mail.outbox[0].subject == "Confirm your email address"


def test_a_mail_server_that_fails_costs_no_error(api, settings):
    settings.EMAIL_BACKEND = "common.tests.broken_mail.EmailBackend"
    assert api.post("/register/", ANA).status_code == 202
