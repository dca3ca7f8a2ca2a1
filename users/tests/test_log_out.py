from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import OperationalError
from django.utils import timezone
from rest_framework.test import APIClient

from common.models import AuditEvent
from users.models import BlacklistedAccessToken, RevokedSession, SpentRefreshToken
from users.tests.factories import make_user
from users.tokens import issuing as tokens
from users.tokens import sessions

pytestmark = pytest.mark.django_db


def as_bearer(header: str) -> APIClient:
    return APIClient(HTTP_AUTHORIZATION=header)


@pytest.fixture
def pair(shopper):
    return tokens.issue(shopper)


def test_log_out_ends_this_session_only(shopper, pair):
    elsewhere = tokens.issue(shopper)

    response = as_bearer(f"Bearer {pair['access']}").post("/logout/", {"refresh": pair["refresh"]})

    assert response.status_code == 200
    assert set(response.json()) == {"message"}
    assert as_bearer(f"Bearer {pair['access']}").get("/users/profile/").status_code == 401
    assert as_bearer(f"Bearer {elsewhere['access']}").get("/users/profile/").status_code == 200
    assert BlacklistedAccessToken.objects.get().token == pair["access"]
    assert APIClient().post("/refresh/", {"refresh": pair["refresh"]}).status_code == 401


def test_the_refresh_token_is_optional(pair):
    assert as_bearer(f"Bearer {pair['access']}").post("/logout/").status_code == 200
    assert APIClient().post("/refresh/", {"refresh": pair["refresh"]}).status_code == 200


def test_anothers_refresh_token_is_left_alone(pair):
    others = tokens.issue(make_user())["refresh"]
    answer = as_bearer(f"Bearer {pair['access']}").post("/logout/", {"refresh": others})
    assert answer.status_code == 200
    assert not RevokedSession.objects.exists()
    assert APIClient().post("/refresh/", {"refresh": others}).status_code == 200


@pytest.mark.parametrize("refresh", ["nonsense", "", None])
def test_a_refresh_token_that_is_none_is_ignored(pair, refresh):
    answer = as_bearer(f"Bearer {pair['access']}").post("/logout/", {"refresh": refresh})
    assert answer.status_code == 200


def spellings(token: str) -> list[str]:
    header, payload, signature = token.split(".")
    last = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    # The two lowest bits of a 32-byte signature's last letter say nothing.
    sibling = signature[:-1] + last[last.index(signature[-1]) ^ 1]
    return [
        f"Bearer {token}",
        f"Bearer   {token}",
        f"Bearer\t{token}",
        f" Bearer {token} ",
        f"bearer {token}",
        f"BEARER {token}",
        f"Bearer {token}=",
        f"Bearer {header}.{payload}.{signature}==",
        f"Bearer {header}.{payload}.{sibling}",
        f"Bearer {header}.{payload}.{signature[:5]}!{signature[5:]}",
    ]


def test_no_other_spelling_of_a_revoked_token_slips_by(pair):
    as_bearer(f"Bearer {pair['access']}").post("/logout/")
    statuses = {
        header: as_bearer(header).get("/users/profile/").status_code
        for header in spellings(pair["access"])
    }
    assert set(statuses.values()) == {401}, statuses


@pytest.mark.parametrize(
    "header",
    [
        "Bearer",
        "Bearer ",
        "Bearer a b",
        "Bearer é",
        "Bearer a.b.c",
        "Bearer ....",
        "Bearer " + "W" * 6000 + ".e30.c2ln",
        "Token abc",
        "Basic YTpi",
        "\t",
    ],
)
def test_a_header_that_is_no_token_is_401(header):
    response = as_bearer(header).get("/users/profile/")
    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"].startswith("Bearer")


def test_authentication_is_one_query(pair, django_assert_num_queries):
    client = as_bearer(f"Bearer {pair['access']}")
    with django_assert_num_queries(2):  # the user with the blacklist; the groups
        assert client.get("/users/profile/").status_code == 200


def refresh(token: str):
    return APIClient().post("/refresh/", {"refresh": token})


@pytest.mark.parametrize("shown", ["old", "new"])
def test_a_session_that_was_logged_out_is_dead_within_the_grace_too(pair, shown):
    new = refresh(pair["refresh"]).json()
    sent = {"old": pair, "new": new}[shown]["refresh"]

    answer = as_bearer(f"Bearer {new['access']}").post("/logout/", {"refresh": sent})

    assert answer.status_code == 200
    assert refresh(pair["refresh"]).status_code == 401
    assert refresh(new["refresh"]).status_code == 401
    for each in (pair, new):
        assert as_bearer(f"Bearer {each['access']}").get("/users/profile/").status_code == 401
    assert not AuditEvent.objects.filter(action="refresh_token_reused").exists()


def test_log_out_everywhere(shopper, pair):
    elsewhere, others = tokens.issue(shopper), tokens.issue(make_user())

    answer = as_bearer(f"Bearer {pair['access']}").post("/logout/all/")

    assert answer.status_code == 200
    assert set(answer.json()) == {"message"}
    for each in (pair, elsewhere):
        assert as_bearer(f"Bearer {each['access']}").get("/users/profile/").status_code == 401
        assert refresh(each["refresh"]).status_code == 401
    assert as_bearer(f"Bearer {others['access']}").get("/users/profile/").status_code == 200
    assert AuditEvent.objects.get().action == "logged_out_everywhere"


def test_nobody_logs_a_stranger_out_everywhere():
    assert APIClient().post("/logout/all/").status_code == 401


DEADLOCK = OperationalError(1213, "Deadlock found when trying to get lock")


def once(write):
    """The write, which is the victim of a deadlock at its first try."""
    tries = iter([DEADLOCK])

    def attempt(*args, **kwargs):
        for error in tries:
            raise error
        return write(*args, **kwargs)

    return attempt


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("path", ["/logout/", "/logout/all/"])
def test_a_deadlock_is_tried_again(groups, monkeypatch, path):
    pair = tokens.issue(make_user())
    monkeypatch.setattr(sessions, "revoke_session", once(sessions.revoke_session))
    monkeypatch.setattr(tokens, "revoke_all", once(tokens.revoke_all))
    answer = as_bearer(f"Bearer {pair['access']}").post(path, {"refresh": pair["refresh"]})
    assert answer.status_code == 200
    assert refresh(pair["refresh"]).status_code == 401


def test_expired_rows_are_removed(shopper, pair):
    refresh(pair["refresh"])
    as_bearer(f"Bearer {pair['access']}").post("/logout/", {"refresh": pair["refresh"]})
    call_command("flush_expired_tokens")
    models = (BlacklistedAccessToken, SpentRefreshToken, RevokedSession)
    assert [model.objects.count() for model in models] == [1, 1, 1]

    past = timezone.now() - timedelta(seconds=1)
    for model in models:
        model.objects.update(expires_at=past)
    assert BlacklistedAccessToken.objects.get().is_expired()
    call_command("flush_expired_tokens")
    assert not any(model.objects.exists() for model in models)
