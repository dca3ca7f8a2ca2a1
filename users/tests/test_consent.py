"""Consent to the privacy policy, kept with its version and time."""

import pytest

from common.models import AuditEvent
from users.models import AppUser
from users.tests.factories import make_user
from users.tests.mailbox import mailed_link

pytestmark = pytest.mark.django_db
ANA = {"email": "ana@example.com", "username": "ana", "password": "s3cret-Pass-1"}


@pytest.fixture
def policy(settings):
    settings.SHOP_PRIVACY_VERSION = "2026-11"


@pytest.mark.parametrize("given", [{}, {"accept_privacy": False}, {"accept_privacy": None}])
@pytest.mark.parametrize("odd", [{}, {"username": ""}])
def test_without_consent_nobody_signs_up(api, policy, given, odd, mailoutbox):
    response = api.post("/register/", ANA | given | odd)

    assert response.status_code == 400
    found = {(error["attr"], error["code"]) for error in response.json()["errors"]}
    assert ("accept_privacy", "consent_required") in found
    assert len(found) == 1 + len(odd)
    assert mailoutbox == []


@pytest.mark.parametrize("odd", ["no", "on please", 0, 2, [], {}, [True]])
def test_only_true_is_consent(api, policy, odd):
    response = api.post("/register/", ANA | {"accept_privacy": odd})

    assert response.status_code == 400
    assert response.json()["errors"][0]["code"] == "consent_required"


def test_consent_is_kept_with_version_and_time_of_the_sign_up(api, policy, settings, client_of):
    assert api.post("/register/", ANA | {"accept_privacy": True}).status_code == 202
    settings.SHOP_PRIVACY_VERSION = "2026-12"
    assert api.get(mailed_link()).status_code == 201

    user = AppUser.objects.get()
    privacy = client_of(user).get("/users/profile/").json()["privacy"]
    assert privacy["version"] == "2026-11"
    assert privacy["accepted_at"].endswith("Z")
    assert user.privacy_accepted_at <= user.created_at
    event = AuditEvent.objects.get(action="privacy_accepted")
    assert (event.subject, event.detail) == (f"user:{user.pk}", {"version": "2026-11"})


def test_a_shop_without_policy_asks_for_nothing(api, client_of):
    assert api.post("/register/", ANA | {"accept_privacy": True}).status_code == 202
    api.get(mailed_link())

    user = AppUser.objects.get()
    client = client_of(user)
    assert client.get("/users/profile/").json()["privacy"] is None
    assert client.patch("/users/profile/", {"accept_privacy": True}).json()["privacy"] is None
    assert not AuditEvent.objects.filter(action="privacy_accepted").exists()


def test_profile_accepts_the_version_of_today_once(client_of, policy, settings):
    client = client_of(make_user())
    assert client.get("/users/profile/").json()["privacy"] is None
    assert client.patch("/users/profile/", {"accept_privacy": False}).json()["privacy"] is None

    first = client.patch("/users/profile/", {"accept_privacy": True}).json()["privacy"]
    again = client.patch("/users/profile/", {"accept_privacy": True, "first_name": "Ana"}).json()
    assert first["version"] == "2026-11"
    assert again["privacy"] == first
    settings.SHOP_PRIVACY_VERSION = "2026-12"
    newer = client.patch("/users/profile/", {"accept_privacy": True}).json()["privacy"]
    assert newer["version"] == "2026-12"
    assert newer["accepted_at"] > first["accepted_at"]


def test_privacy_itself_is_not_written(client_of, policy):
    body = {"privacy": {"version": "9", "accepted_at": "2026-01-01T00:00:00Z"}}

    response = client_of(make_user()).patch("/users/profile/", body)

    assert (response.status_code, response.json()["privacy"]) == (200, None)


def test_nobody_consents_for_somebody_else(client_of, policy, superuser):
    person = make_user()

    response = client_of(superuser).patch(f"/users/{person.pk}/", {"accept_privacy": True})

    assert response.status_code == 200
    assert response.json()["privacy"] is None
