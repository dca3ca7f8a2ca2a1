import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher, identify_hasher
from django.core import mail

from users import hashers
from users.tests.factories import PASSWORD, make_user


def test_it_is_django_s_own_hash():
    encoded = hashers.PatientPBKDF2().encode("s3cret", "salt", 10)

    assert encoded == PBKDF2PasswordHasher().encode("s3cret", "salt", 10)
    assert identify_hasher(encoded).algorithm == "pbkdf2_sha256"
    assert hashers.PatientPBKDF2().verify("s3cret", encoded)
    assert not hashers.PatientPBKDF2().verify("another", encoded)


def test_an_error_reaches_the_caller():
    with pytest.raises(ValueError, match="salt"):
        hashers.PatientPBKDF2().encode("s3cret", "a$b", 10)


@pytest.fixture
def full_house():
    """As many wait for a hash as may."""
    for _ in range(hashers.AT_MOST):
        assert hashers.places.acquire(blocking=False)
    yield
    for _ in range(hashers.AT_MOST):
        hashers.places.release()


def test_a_place_is_free_again_after_each_hash():
    for _ in range(hashers.AT_MOST + 1):
        hashers.PatientPBKDF2().encode("s3cret", "salt", 10)
    with pytest.raises(ValueError, match="salt"):
        hashers.PatientPBKDF2().encode("s3cret", "a$b", 10)
    for _ in range(hashers.AT_MOST):
        assert hashers.places.acquire(blocking=False)
    assert not hashers.places.acquire(blocking=False)
    for _ in range(hashers.AT_MOST):
        hashers.places.release()


PATIENT = ["users.hashers.PatientPBKDF2"]
REGISTRATION = {"email": "ana@example.com", "username": "ana", "password": PASSWORD}


@pytest.mark.django_db
@pytest.mark.parametrize("email", ["ana@example.com", "nobody@example.com"])
def test_one_too_many_log_in_is_told_to_come_again(api, settings, full_house, email):
    make_user("ana@example.com")
    settings.PASSWORD_HASHERS, settings.THROTTLING = PATIENT, True

    # More often than an account may fail: what was not tried is no failure.
    answers = [api.post("/login/", {"email": email, "password": "x"}) for _ in range(70)]

    assert {answer.status_code for answer in answers} == {503}
    assert answers[0].headers["Retry-After"] == "2"
    assert answers[0].json()["type"] == "server_error"
    assert answers[0].json()["errors"][0]["code"] == "service_unavailable"


@pytest.mark.django_db
def test_one_too_many_registration_is_told_to_come_again(api, settings, full_house):
    settings.PASSWORD_HASHERS = PATIENT
    answer = api.post("/register/", REGISTRATION)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "2"
    assert not mail.outbox


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/login/", "/register/"])
def test_a_flood_costs_no_query_and_fills_no_log(
    api, settings, full_house, caplog, django_assert_num_queries, path
):
    settings.PASSWORD_HASHERS, settings.THROTTLING = PATIENT, True

    with django_assert_num_queries(0):
        assert api.post(path, REGISTRATION).status_code == 503
    assert [record.levelname for record in caplog.records if record.levelno >= 30] == []


@pytest.mark.django_db
def test_the_admin_s_log_in_says_so_on_a_page(client, settings, full_house):
    settings.PASSWORD_HASHERS = PATIENT
    answer = client.post("/admin/login/", {"username": "ana@example.com", "password": "x"})
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "2"
