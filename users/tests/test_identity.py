import unicodedata
from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.auth.hashers import make_password
from django.core import mail

from users.identity import canonical_email, email_key
from users.models import AppUser
from users.tests.factories import PASSWORD, make_user

NFD = unicodedata.normalize("NFD", "contraseña-Válida-1")
NFC = unicodedata.normalize("NFC", NFD)
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ('"quo"@mail.example', "quo@mail.example"),
        ('"quo.ted"@mail.example', "quo.ted@mail.example"),
        ('"quo..ted"@mail.example', '"quo..ted"@mail.example'),
        ('"a b"@mail.example', '"a b"@mail.example'),
        (r'"q\u\o"@mail.example', "quo@mail.example"),
        (r'"a\ b"@mail.example', '"a b"@mail.example'),
        (r'"a\"\b\\"@mail.example', r'"a\"b\\"@mail.example'),
        ("ana@cañon.example", "ana@xn--caon-hqa.example"),
        ("ana@xn--caon-hqa.example", "ana@xn--caon-hqa.example"),
        (" ana@mail.example ", "ana@mail.example"),
        ("no address", "no address"),
        ("ana@" + "x" * 100 + "ñ.example", "ana@" + "x" * 100 + "ñ.example"),
    ],
)
def test_an_address_has_one_spelling(typed, kept):
    assert canonical_email(typed) == kept


@pytest.mark.parametrize(("set_as", "typed"), [(NFD, NFC), (NFC, NFD), (NFD, NFD)])
def test_a_password_counts_however_its_accents_were_typed(log_in, set_as, typed):
    make_user("ana@example.com", password=set_as)
    assert log_in("ana@example.com", typed).status_code == 200
    assert log_in("ana@example.com", typed + "x").status_code == 401


def test_a_password_that_was_set_before_that_still_counts(log_in):
    user = make_user("ana@example.com")
    AppUser.objects.filter(pk=user.pk).update(password=make_password(NFD))
    assert log_in("ana@example.com", NFD).status_code == 200


@pytest.mark.parametrize("local", ['"a\u000bb"', '"a\u0001b"', '"a\u007fb"'])
def test_control_characters_in_an_address_are_refused(api, local):
    body = {"email": f"{local}@mail.example", "username": "ana", "password": PASSWORD}
    assert api.post("/register/", body).status_code == 400
    assert api.post("/password/reset/", {"email": body["email"]}).status_code == 400
    assert not mail.outbox


@pytest.mark.parametrize(
    ("taken", "typed"),
    [
        ("quo@mail.example", '"quo"@mail.example'),
        ("quo@mail.example", r'"\qu\o"@mail.example'),
        ("ana@xn--caon-hqa.example", "ana@cañon.example"),
    ],
)
def test_another_spelling_is_the_same_account(api, log_in, taken, typed):
    make_user(taken)
    body = {"email": typed, "username": "another", "password": PASSWORD}
    assert api.post("/register/", body).status_code == 202
    assert mail.outbox[0].to == [taken]
    assert "verifyemail" not in mail.outbox[0].body
    assert log_in(typed).status_code == 200


def test_a_username_is_kept_in_nfkc(api, client_of):
    make_user(username="admin")
    body = {"email": "ana@mail.example", "username": "ａｄｍｉｎ", "password": PASSWORD}
    answer = api.post("/register/", body)
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["attr"] == "username"
    answer = client_of(make_user()).patch("/users/profile/", {"username": "ｌｕｚ"})
    assert answer.json()["username"] == "luz"


@pytest.mark.parametrize("name", ["\u2800", "An\u202ea", "Ana\u200b", "\u3164"])
def test_names_that_do_not_show_are_refused(client_of, name):
    user = make_user()
    for field in ("first_name", "last_name", "username"):
        answer = client_of(user).patch("/users/profile/", {field: name})
        assert answer.status_code == 400
        assert answer.json()["errors"][0]["attr"] == field


def old_row(email: str, username: str) -> AppUser:
    """An account of the version before, whose keys follow the text as it was typed."""
    user = make_user()
    migration = import_module("users.migrations.0007_canonical_names")
    AppUser.objects.filter(pk=user.pk).update(
        email=email,
        email_key=migration.key_of(email),
        username=username,
        username_key=migration.key_of(username),
    )
    return user


def test_older_accounts_get_the_one_spelling_and_none_is_lost(log_in):
    plain = make_user("quo@mail.example", "admin")
    quoted = old_row('"quo"@mail.example', "ａｄｍｉｎ")
    foreign = old_row("ana@cañon.example", "ｌｕｚ")

    import_module("users.migrations.0007_canonical_names").write_canonical(apps, None)

    foreign.refresh_from_db()
    assert (foreign.email, foreign.username) == ("ana@xn--caon-hqa.example", "luz")
    assert foreign.email_key == email_key("ana@cañon.example")
    quoted.refresh_from_db()
    assert (quoted.email, quoted.username) == ('"quo"@mail.example', "ａｄｍｉｎ")
    assert AppUser.objects.by_email('"quo"@mail.example') == quoted
    assert AppUser.objects.by_email("quo@mail.example") == plain
    assert log_in("ana@cañon.example").status_code == 200
    assert log_in('"quo"@mail.example').status_code == 200
