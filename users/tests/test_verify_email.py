import uuid

import pytest
from django.core.cache import cache

from common.tests.race import race
from users.models import AppUser
from users.tests.mailbox import mailed_link

ANA = {"email": "Ana@example.com", "username": "ana", "password": "s3cret-Pass-1"}
BROWSER = {"HTTP_ACCEPT": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


@pytest.fixture
def link(api, db) -> str:
    api.post("/register/", {**ANA, "first_name": "Ana", "date_of_birth": "1990-02-03"})
    return mailed_link()


def test_the_link_makes_the_account(api, link):
    response = api.get(link)

    assert response.status_code == 201
    assert set(response.json()) == {"message", "access", "refresh"}
    user = AppUser.objects.get()
    assert (user.email, user.username, user.first_name) == ("Ana@example.com", "ana", "Ana")
    assert user.is_active
    assert user.check_password("s3cret-Pass-1")
    api.credentials(HTTP_AUTHORIZATION="Bearer " + response.json()["access"])
    assert set(api.get("/users/profile/").json()["groups"]) == {"Checkout", "User"}


def test_the_link_is_good_once(api, link):
    api.get(link)
    response = api.get(link)

    assert response.status_code == 400
    assert response.json()["errors"][0]["code"] == "invalid_token"
    assert AppUser.objects.count() == 1


def test_an_expired_link_makes_nothing(api, link):
    cache.clear()
    assert api.get(link).status_code == 400
    assert not AppUser.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("token", [str(uuid.UUID(int=7)), "nonsense", "a" * 500, "{%00}", "é"])
def test_unknown_tokens_are_refused(api, token):
    response = api.get(f"/verifyemail/{token}/")
    assert response.status_code == 400
    assert response.json()["errors"][0]["code"] == "invalid_token"


def test_a_browser_gets_a_page_without_tokens(api, link):
    response = api.get(link, **BROWSER)

    assert response.status_code == 201
    assert response.headers["Content-Type"].startswith("text/html")
    assert b"eyJ" not in response.content
    assert b"<script" not in response.content
    assert b'href="http://testserver/"' in response.content
    again = api.get(link, **BROWSER)
    assert again.status_code == 200
    assert b'href="http://testserver/"' in again.content
    assert b"eyJ" not in again.content
    assert api.get(link).status_code == 400


def test_a_mail_scanner_uses_nothing_up(api, link):
    assert api.head(link).status_code == 200
    assert not AppUser.objects.exists()
    assert api.get(link).status_code == 201


@pytest.mark.django_db
@pytest.mark.parametrize("field", ["email", "username"])
def test_the_first_of_two_registrations_wins(api, field):
    links = []
    for number in range(2):
        body = {**ANA, "email": f"p{number}@example.com", "username": f"p{number}"}
        api.post("/register/", body | {field: ANA[field]})
        links.append(mailed_link())

    assert [api.get(link).status_code for link in links] == [201, 400]
    assert AppUser.objects.count() == 1


@pytest.mark.db_server
@pytest.mark.django_db(transaction=True)
def test_of_many_who_open_one_link_at_once_one_succeeds(api, groups):
    from rest_framework.test import APIClient

    api.post("/register/", ANA)
    link = mailed_link()

    answers = race(lambda _: APIClient().get(link).status_code, 8)

    assert sorted(answers) == [201] + [400] * 7
    assert AppUser.objects.count() == 1
