import uuid
from datetime import timedelta
from unittest import mock

import pytest
from django.utils import timezone
from rest_framework.test import APIClient
from rest_framework_simplejwt.tokens import RefreshToken

from common.models import AuditEvent
from common.tests.race import race
from users.models import AppUser, RevokedSession, SpentRefreshToken
from users.tests.factories import make_user
from users.tokens import issuing as tokens
from users.tokens import sessions


def refresh(token: object):
    return APIClient().post("/refresh/", {"refresh": token})


def profile(access: str) -> int:
    client = APIClient(HTTP_AUTHORIZATION=f"Bearer {access}")
    return client.get("/users/profile/").status_code


def freeze(*, seconds: int):
    """The clock of new tokens, so far ahead."""
    ahead = timezone.now() + timedelta(seconds=seconds)
    return mock.patch("rest_framework_simplejwt.tokens.aware_utcnow", return_value=ahead)


@pytest.fixture
def user(db):
    return make_user()


def test_a_refresh_token_is_exchanged_for_a_new_pair(user):
    old = tokens.issue(user)

    response = refresh(old["refresh"])

    assert response.status_code == 200
    new = response.json()
    assert set(new) == {"access", "refresh"}
    assert new["refresh"] != old["refresh"]
    assert profile(new["access"]) == 200
    assert refresh(new["refresh"]).status_code == 200


def age(seconds: int) -> None:
    """Let the use of every spent token lie so far back."""
    SpentRefreshToken.objects.update(spent_at=timezone.now() - timedelta(seconds=seconds))


def test_shown_again_within_the_grace_it_gets_the_same_bytes(user):
    first = tokens.issue(user)
    answer = refresh(first["refresh"])
    age(seconds=5)
    again = [refresh(first["refresh"]) for _ in range(3)]
    assert {each.status_code for each in again} == {200}
    assert len({each.content for each in again}) == 1
    age(seconds=0)
    assert refresh(answer.json()["refresh"]).status_code == 200
    assert not RevokedSession.objects.exists()


def test_the_same_bytes_whatever_the_clock_says(user):
    token = tokens.issue(user)["refresh"]
    answer = refresh(token)
    with freeze(seconds=4):
        assert refresh(token).content == answer.content


def test_shown_later_it_ends_its_own_session_only(user):
    first, elsewhere = tokens.issue(user), tokens.issue(user)
    second = refresh(first["refresh"]).json()
    age(seconds=11)

    response = refresh(first["refresh"])

    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"].startswith("Bearer")
    assert refresh(second["refresh"]).status_code == 401
    assert {profile(pair["access"]) for pair in (first, second)} == {401}
    assert profile(elsewhere["access"]) == 200
    assert refresh(elsewhere["refresh"]).status_code == 200
    assert AuditEvent.objects.get().action == "refresh_token_reused"
    assert profile(tokens.issue(user)["access"]) == 200


def test_a_theft_is_told_once(user):
    stolen = tokens.issue(user)["refresh"]
    refresh(stolen)
    age(seconds=11)
    assert [refresh(stolen).status_code for _ in range(3)] == [401] * 3
    assert AuditEvent.objects.count() == 1


def test_without_a_grace_the_second_look_is_theft(user, settings):
    settings.REFRESH_GRACE_SECONDS = 0
    token = tokens.issue(user)["refresh"]
    new = refresh(token).json()
    assert refresh(token).status_code == 401
    assert profile(new["access"]) == 401


def test_tokens_of_an_earlier_version_begin_a_session_when_they_are_used(user):
    old = RefreshToken.for_user(user)
    old["stamp"] = tokens.security_stamp(user)
    assert profile(str(old.access_token)) == 200
    new = refresh(str(old)).json()
    assert profile(new["access"]) == 200
    age(seconds=11)
    assert refresh(str(old)).status_code == 401
    assert profile(new["access"]) == 401


@pytest.mark.parametrize(
    "change",
    [
        {"is_active": False},
        {"password": "another-hash"},
        {"token_version": 1},
    ],
)
def test_a_change_of_the_account_by_sql_ends_its_tokens(user, change):
    pair = tokens.issue(user)
    AppUser.objects.filter(pk=user.pk).update(**change)
    assert refresh(pair["refresh"]).status_code == 401
    assert profile(pair["access"]) == 401


def test_a_deleted_user_is_401(user):
    pair = tokens.issue(user)
    user.delete()
    assert refresh(pair["refresh"]).status_code == 401
    assert profile(pair["access"]) == 401


def test_an_expired_token_is_401_and_no_theft(user):
    token = RefreshToken.for_user(user)
    token["stamp"] = tokens.security_stamp(user)
    token.set_exp(from_time=timezone.now() - timedelta(days=30))
    assert refresh(str(token)).status_code == 401
    assert not AuditEvent.objects.exists()


CLAIMS = [
    ("user_id", 1.5),
    ("user_id", [1]),
    ("user_id", {"id": 1}),
    ("user_id", True),
    ("user_id", None),
    ("user_id", "1 OR 1=1"),
    ("user_id", "٣"),
    ("user_id", "-1"),
    ("user_id", "9" * 400),
    ("user_id", "9223372036854775808"),
    ("exp", 10**30),
    ("exp", "tomorrow"),
    ("exp", [1]),
    ("exp", -(10**30)),
    ("exp", None),
    ("iat", "yesterday"),
    ("jti", 5),
    ("jti", ""),
    ("jti", "x" * 1000),
    ("jti", None),
    ("stamp", 5),
    ("stamp", "é"),
    ("stamp", None),
    ("sid", 5),
    ("sid", "x" * 65),
    ("token_type", "sliding"),
    ("token_type", ["refresh"]),
]


@pytest.mark.parametrize(("claim", "value"), CLAIMS)
def test_claims_that_make_no_sense_are_401(user, claim, value):
    pair = RefreshToken.for_user(user)
    pair["stamp"] = tokens.security_stamp(user)
    access = pair.access_token
    for token in (pair, access):
        token[claim] = value
    assert refresh(str(pair)).status_code == 401
    assert profile(str(access)) == 401


@pytest.mark.parametrize("claim", ["user_id", "exp", "jti", "stamp", "token_type"])
def test_missing_claims_are_401(user, claim):
    pair = RefreshToken.for_user(user)
    pair["stamp"] = tokens.security_stamp(user)
    access = pair.access_token
    for token in (pair, access):
        del token[claim]
    assert refresh(str(pair)).status_code == 401
    assert profile(str(access)) == 401


def test_an_access_token_is_no_refresh_token(user):
    assert refresh(tokens.issue(user)["access"]).status_code == 401


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("value", "status"),
    [("", 400), (None, 400), ({}, 400), ("x" * 5000, 400), ("nonsense", 401), ("a.b.c", 401)],
)
def test_bad_input_is_refused(value, status):
    assert refresh(value).status_code == status


@pytest.mark.django_db(transaction=True)
@pytest.mark.db_server
def test_sixteen_at_once_get_one_pair(groups):
    for _ in range(5):
        token = tokens.issue(make_user())["refresh"]
        answers = race(lambda _, token=token: refresh(token), 16)
        assert [answer.status_code for answer in answers] == [200] * 16
        assert len({answer.content for answer in answers}) == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.db_server
def test_without_the_unique_claim_several_pairs_are_made(groups, monkeypatch):
    """The twin of the test above: a look first, and then a row, lets several through."""

    def look_then_write(token, user):
        first = SpentRefreshToken.objects.filter(jti=token["jti"]).first()
        if first is None:
            SpentRefreshToken.objects.get_or_create(
                jti=token["jti"], defaults={"user": user, "expires_at": sessions.expiry(token)}
            )
            return timezone.now()
        return first.spent_at

    monkeypatch.setattr(sessions, "claim", look_then_write)
    monkeypatch.setattr(tokens, "derived", lambda spent, kind: uuid.uuid4().hex)
    made = 0
    for _ in range(5):
        token = tokens.issue(make_user())["refresh"]
        answers = race(lambda _, token=token: refresh(token).content, 16)
        made = max(made, len(set(answers)))
    assert made > 1
