import time
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from django.core import mail
from django.utils import timezone
from rest_framework.exceptions import ValidationError
from rest_framework.test import APIClient

from common.mail import outbox
from common.models import OutboxMail
from users.accounts import passwords
from users.models import AppUser
from users.tests.factories import PASSWORD, make_user
from users.tests.mailbox import mailed_link
from users.tokens import issuing as tokens

pytestmark = pytest.mark.django_db
NEW = "an0ther-Pass-2"
BROWSER = {"HTTP_ACCEPT": "text/html,*/*;q=0.8"}


def profile(access: str) -> int:
    return APIClient(HTTP_AUTHORIZATION=f"Bearer {access}").get("/users/profile/").status_code


def post_form(api, fields: dict, **headers: str):
    return api.post(
        "/password/reset/confirm/",
        urlencode(fields),
        content_type="application/x-www-form-urlencoded",
        **headers,
    )


def query_of(link: str) -> dict:
    return dict(parse_qsl(urlsplit(link).query))


@pytest.fixture
def user():
    return make_user("ana@example.com")


@pytest.fixture
def reset(api, user) -> dict:
    """uid and token of a mailed link."""
    assert api.post("/password/reset/", {"email": "ANA@example.com"}).status_code == 202
    return query_of(mailed_link())


def test_change_revokes_every_token(client_of, user, log_in):
    elsewhere = tokens.issue(user)
    client = client_of(user)

    response = client.post("/password/change/", {"current_password": PASSWORD, "new_password": NEW})

    assert response.status_code == 200
    assert client.get("/users/profile/").status_code == 401
    assert profile(elsewhere["access"]) == 401
    assert APIClient().post("/refresh/", {"refresh": elsewhere["refresh"]}).status_code == 401
    assert log_in("ana@example.com", NEW).status_code == 200
    outbox.drain()
    assert mail.outbox[-1].to == ["ana@example.com"]


def test_a_change_that_another_one_overtook_is_refused(user):
    late = AppUser.objects.get()
    passwords.change_password(user, current=PASSWORD, new=NEW, address="")

    with pytest.raises(ValidationError, match="invalid_password"):
        passwords.change_password(late, current=PASSWORD, new="y3t-an0ther-Pass", address="")
    user.refresh_from_db()
    assert user.check_password(NEW)


@pytest.mark.parametrize(
    ("current", "new", "attr"),
    [
        ("wrong", NEW, "current_password"),
        (PASSWORD, "123", "new_password"),
        (PASSWORD, "ana@example.com", "new_password"),
        (PASSWORD, "", "new_password"),
        ("", NEW, "current_password"),
    ],
)
def test_change_refuses(client_of, user, current, new, attr):
    client = client_of(user)
    response = client.post("/password/change/", {"current_password": current, "new_password": new})
    assert response.status_code == 400
    assert {error["attr"] for error in response.json()["errors"]} == {attr}
    assert client.get("/users/profile/").status_code == 200


def test_change_needs_a_token(api):
    assert api.post("/password/change/", {}).status_code == 401


def test_reset_answers_the_same_whoever_asks(api, user):
    make_user("off@example.com", is_active=False)
    emails = ("ana@example.com", "nobody@example.com", "off@example.com")
    answers = [api.post("/password/reset/", {"email": email}) for email in emails]

    assert {answer.status_code for answer in answers} == {202}
    assert len({answer.content for answer in answers}) == 1
    outbox.drain()
    assert [message.to for message in mail.outbox] == [["ana@example.com"]]


def test_a_reset_mail_is_kept_without_its_link_until_it_has_left(api, user, settings):
    settings.EMAIL_BACKEND = "common.tests.broken_mail.EmailBackend"
    api.post("/password/reset/", {"email": "ana@example.com"})
    outbox.drain()
    kept = OutboxMail.objects.get()
    assert set(kept.context) == {"user", "email_key", "until"}
    assert kept.sent_at is None

    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    OutboxMail.objects.update(next_try_at=timezone.now())
    link = query_of(mailed_link())
    assert api.post("/password/reset/confirm/", {**link, "new_password": NEW}).status_code == 200


@pytest.mark.parametrize("change", ["late", "moved", "off", "gone"])
def test_a_reset_mail_that_is_of_no_use_any_more_is_not_sent(api, user, monkeypatch, change):
    api.post("/password/reset/", {"email": "ana@example.com"})
    if change == "late":
        later = time.time() + 3601
        monkeypatch.setattr(time, "time", lambda: later)
    if change == "moved":
        user.set_email("moved@example.com")
    user.is_active = change != "off"
    user.save()
    if change == "gone":
        user.delete()

    outbox.drain()

    assert not mail.outbox
    assert not OutboxMail.objects.exists()


def test_the_link_comes_from_the_settings(api, user):
    api.post("/password/reset/", {"email": "ana@example.com"}, HTTP_HOST="localhost")
    outbox.drain()
    assert "http://testserver/password/reset/confirm/?uid=" in mail.outbox[0].body


def test_reset_sets_the_password_once(api, user, reset, log_in):
    pair = tokens.issue(user)

    response = api.post("/password/reset/confirm/", {**reset, "new_password": NEW})

    assert response.status_code == 200
    assert log_in("ana@example.com", NEW).status_code == 200
    assert profile(pair["access"]) == 401
    again = api.post("/password/reset/confirm/", {**reset, "new_password": PASSWORD})
    assert again.status_code == 400
    assert again.json()["errors"][0]["code"] == "invalid_token"


def test_a_log_in_ends_the_link(api, reset, log_in):
    log_in("ana@example.com")
    response = api.post("/password/reset/confirm/", {**reset, "new_password": NEW})
    assert response.status_code == 400


@pytest.mark.parametrize(
    "uid", ["", "MA", "!!!", "é", "OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5", "x" * 60]
)
def test_a_bad_uid_is_refused(api, reset, uid):
    body = {**reset, "uid": uid, "new_password": NEW}
    assert api.post("/password/reset/confirm/", body).status_code == 400


@pytest.mark.parametrize("token", ["", "x", "a-b", "é-é", "zzzzzzzzzzzzzz-zz"])
def test_a_bad_token_is_refused(api, reset, token):
    body = {**reset, "token": token, "new_password": NEW}
    assert api.post("/password/reset/confirm/", body).status_code == 400


def test_a_weak_password_is_refused_and_the_link_stays_good(api, reset):
    weak = api.post("/password/reset/confirm/", {**reset, "new_password": "123"})
    assert weak.status_code == 400
    assert weak.json()["errors"][0]["attr"] == "new_password"
    good = api.post("/password/reset/confirm/", {**reset, "new_password": NEW})
    assert good.status_code == 200


def test_a_browser_gets_a_form_that_works_without_scripts(api, reset, log_in):
    shown = api.get("/password/reset/confirm/", reset, **BROWSER)
    assert shown.status_code == 200
    assert reset["token"].encode() in shown.content
    assert b"<script" not in shown.content

    weak = post_form(api, reset | {"new_password": "1"}, **BROWSER)
    assert weak.status_code == 400
    assert weak.headers["Content-Type"].startswith("text/html")
    sent = post_form(api, reset | {"new_password": NEW}, **BROWSER)
    assert sent.status_code == 200
    assert log_in("ana@example.com", NEW).status_code == 200


@pytest.mark.parametrize("front_end", ["https://shop.example", "http://testserver"])
def test_a_browser_gets_the_form_whatever_the_front_end_has(api, reset, settings, front_end):
    settings.FRONTEND_URL = front_end
    shown = api.get("/password/reset/confirm/", reset, **BROWSER)
    assert shown.status_code == 200
    assert b"<form" in shown.content


def test_programs_get_no_form(api, reset):
    assert api.get("/password/reset/confirm/").status_code == 405
    assert post_form(api, reset | {"new_password": NEW}).status_code == 415
