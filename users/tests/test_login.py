from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.auth import hashers
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from common import limits
from common.models import AuditEvent, RateCounter
from users import limits as account_limits
from users.accounts import passwords
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
    settings.PASSWORD_HASHERS = ["users.hashers.PatientPBKDF2"]

    response = log_in("ana@example.com")

    user.refresh_from_db()
    assert user.password.startswith("pbkdf2_sha256$1000000$")
    assert response.status_code == 200


class TestLimits:
    @pytest.fixture(autouse=True)
    def throttled(self, settings):
        settings.THROTTLING = True

    @pytest.fixture
    def low(self, monkeypatch):
        """Limits that are reached soon; their real numbers have tests of their own."""
        monkeypatch.setattr(account_limits, "LOGIN_PER_ACCOUNT", 4)
        monkeypatch.setattr(account_limits, "LOGIN_PER_ADDRESS", 9)

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

    def test_successes_are_not_counted(self, log_in, low):
        make_user("ana@example.com")
        answers = {log_in("ana@example.com").status_code for _ in range(14)}
        assert answers == {200}

    def test_the_lock_ends_with_its_window(self, log_in, low):
        make_user("ana@example.com")
        for _ in range(5):
            last = log_in("ana@example.com", "wrong")
        assert last.status_code == 429

        RateCounter.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
        limits.refusals.kept.clear()
        assert log_in("ana@example.com").status_code == 200

    def test_strangers_elsewhere_do_not_keep_the_owner_out(self, api, log_in, low):
        make_user("ana@example.com")
        assert log_in("ana@example.com").status_code == 200
        for _ in range(5):
            guess = api.post(
                "/login/", {"email": "ana@example.com", "password": "x"}, REMOTE_ADDR="10.0.0.9"
            )
        assert guess.status_code == 429
        assert log_in("ana@example.com").status_code == 200

    def test_a_reset_lets_the_owner_in_from_wherever_that_was(self, api, log_in, low):
        user = make_user("ana@example.com")
        for number in range(5):  # from all over the world
            wrong = {"email": "ana@example.com", "password": "x"}
            guess = api.post("/login/", wrong, REMOTE_ADDR=f"10.0.{number}.9")
        assert (guess.status_code, log_in("ana@example.com").status_code) == (429, 429)

        link = parse_qs(urlsplit(passwords.reset_link(user)).query)
        body = {"uid": link["uid"][0], "token": link["token"][0], "new_password": "An0ther-Pass-2"}
        assert api.post("/password/reset/confirm/", body).status_code == 200

        assert log_in("ana@example.com", "An0ther-Pass-2").status_code == 200
        assert api.post("/login/", wrong, REMOTE_ADDR="10.0.5.9").status_code == 429

    def test_an_address_stays_familiar_for_as_long_as_it_is_used(self, log_in):
        make_user("ana@example.com")
        log_in("ana@example.com")
        soon = timezone.now() + timedelta(days=1)
        RateCounter.objects.update(expires_at=soon)
        log_in("ana@example.com")
        assert RateCounter.objects.filter(expires_at__gt=soon + timedelta(days=28)).count() == 1

    def test_an_owner_whose_address_changes_within_its_network_stays_familiar(self, api, low):
        make_user("ana@example.com")
        right = {"email": "ana@example.com", "password": PASSWORD}
        api.post("/login/", right, REMOTE_ADDR="2001:db8:1:2::a")
        for _ in range(5):
            api.post("/login/", {**right, "password": "x"}, REMOTE_ADDR="10.0.0.9")
        assert api.post("/login/", right, REMOTE_ADDR="2001:db8:1:2::b").status_code == 200

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


@pytest.mark.django_db(transaction=True)
def test_a_login_takes_its_turn_to_write_three_times(log_in, settings):
    """On SQLite each turn waits for all other writers, such as an import."""
    settings.THROTTLING = True
    make_user("ana@example.com")
    # The second one begins the counter of an address that is known by then.
    log_in("ana@example.com"), log_in("ana@example.com")

    with CaptureQueriesContext(connection) as queries:
        assert log_in("ana@example.com").status_code == 200

    turns, is_in_transaction = 0, False
    for word in (query["sql"].split()[0] for query in queries):
        if word in ("BEGIN", "COMMIT"):
            is_in_transaction = word == "BEGIN"
        if word == "BEGIN" or (word in ("INSERT", "UPDATE", "DELETE") and not is_in_transaction):
            turns += 1
    assert turns == 3
