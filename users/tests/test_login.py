from datetime import timedelta

import pytest
from django.contrib.auth import hashers
from django.utils import timezone

from common.models import AuditEvent, RateCounter
from users.models import AppUser
from users.tests.factories import PASSWORD, make_user

pytestmark = pytest.mark.django_db


def test_the_right_password_gives_tokens(api, log_in):
    make_user("ana@example.com")

    response = log_in("ANA@example.com")

    assert response.status_code == 200
    assert set(response.json()) == {"message", "access", "refresh"}
    api.credentials(HTTP_AUTHORIZATION="Bearer " + response.json()["access"])
    assert api.get("/users/profile/").status_code == 200
    assert AuditEvent.objects.get().action == "login"


def test_every_refusal_is_the_same_and_costs_one_hash(log_in, monkeypatch):
    make_user("ana@example.com")
    make_user("off@example.com", is_active=False)
    make_user("none@example.com", password=None)
    counted = []
    encode = hashers.PBKDF2PasswordHasher.encode
    monkeypatch.setattr(
        hashers.PBKDF2PasswordHasher, "encode", lambda *a, **k: counted.append(1) or encode(*a, **k)
    )
    answers = [
        log_in("ana@example.com", "wrong"),
        log_in("unknown@example.com"),
        log_in("off@example.com"),
        log_in("none@example.com"),
        log_in("no e-mail"),
    ]

    assert {answer.status_code for answer in answers} == {401}
    assert len({answer.content for answer in answers}) == 1
    assert answers[0].json()["errors"][0]["code"] == "invalid_credentials"
    assert answers[0].headers["WWW-Authenticate"].startswith("Bearer")
    assert len(counted) == len(answers)


def test_a_stale_token_sent_along_does_no_harm(api, log_in):
    make_user("ana@example.com")
    api.credentials(HTTP_AUTHORIZATION="Bearer nonsense")
    assert log_in("ana@example.com").status_code == 200


@pytest.mark.parametrize("body", [{}, {"email": "a@b.co"}, {"email": [], "password": {}}, []])
def test_bad_input_is_refused(api, body):
    assert api.post("/login/", body).status_code == 400


def test_an_old_hash_is_renewed(log_in, settings):
    user = make_user("ana@example.com")
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]

    response = log_in("ana@example.com")

    user.refresh_from_db()
    assert user.password.startswith("pbkdf2_sha256$1000000$")
    assert response.status_code == 200


class TestLimits:
    @pytest.fixture(autouse=True)
    def throttled(self, settings):
        settings.THROTTLING = True

    def test_guessing_at_an_account_ends_before_the_hash(self, log_in, monkeypatch):
        make_user("ana@example.com")
        answers = [log_in("ana@example.com", "wrong").status_code for _ in range(40)]
        assert answers == [401] * 40

        monkeypatch.setattr(hashers.PBKDF2PasswordHasher, "encode", None)
        refused = log_in("ana@example.com")
        assert refused.status_code == 429
        assert 0 < int(refused.headers["Retry-After"]) <= 300
        assert log_in("ana@example.com").json()["errors"][0]["code"] == "throttled"
        assert AuditEvent.objects.filter(action="login_locked").count() == 1

    def test_guessing_from_an_address_ends(self, log_in):
        answers = [log_in(f"p{number}@example.com").status_code for number in range(91)]
        assert answers == [401] * 90 + [429]

    def test_successes_are_not_counted(self, log_in):
        make_user("ana@example.com")
        answers = {log_in("ana@example.com").status_code for _ in range(95)}
        assert answers == {200}

    def test_the_lock_ends_with_its_window(self, log_in):
        make_user("ana@example.com")
        for _ in range(41):
            last = log_in("ana@example.com", "wrong")
        assert last.status_code == 429

        RateCounter.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
        assert log_in("ana@example.com").status_code == 200

    def test_strangers_elsewhere_do_not_keep_the_owner_out(self, api, log_in):
        make_user("ana@example.com")
        assert log_in("ana@example.com").status_code == 200
        for _ in range(41):
            guess = api.post(
                "/login/", {"email": "ana@example.com", "password": "x"}, REMOTE_ADDR="10.0.0.9"
            )
        assert guess.status_code == 429
        assert log_in("ana@example.com").status_code == 200

    def test_the_admin_has_the_same_limits(self, client):
        make_user("root@example.com", is_superuser=True, is_staff=True)
        wrong = {"username": "root@example.com", "password": "wrong"}
        for _ in range(40):
            assert client.post("/admin/login/", wrong).status_code == 200
        refused = client.post("/admin/login/", {**wrong, "password": PASSWORD})
        assert refused.status_code == 429
        assert int(refused.headers["Retry-After"]) > 0


def test_the_admin_lets_staff_in(client):
    make_user("root@example.com", is_superuser=True, is_staff=True)
    answer = client.post("/admin/login/", {"username": "ROOT@example.com", "password": PASSWORD})
    assert answer.status_code == 302
    assert AppUser.objects.get().last_login
