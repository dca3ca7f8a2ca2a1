import pytest
from django.core import mail
from rest_framework.test import APIClient

from common.mail import outbox
from users.models import AppUser
from users.tests.factories import make_user
from users.tests.mailbox import mailed_link

pytestmark = pytest.mark.django_db
FIELDS = {
    "id",
    "email",
    "username",
    "first_name",
    "last_name",
    "phone",
    "date_of_birth",
    "groups",
    "is_staff",
    "privacy",
    "created_at",
    "updated_at",
}


@pytest.fixture
def user():
    return make_user("ana@example.com", "ana")


@pytest.fixture
def client(client_of, user) -> APIClient:
    return client_of(user)


def test_the_profile_has_the_fields_of_the_contract(client, user):
    body = client.get("/users/profile/").json()
    assert set(body) == FIELDS
    assert (body["id"], body["email"], body["groups"]) == (user.pk, "ana@example.com", ["User"])
    assert body["created_at"].endswith("Z")


def test_nobody_has_no_profile(api):
    assert api.get("/users/profile/").status_code == 401


def test_names_are_changed_and_privileges_are_not(client, user):
    body = {"first_name": "Ana", "username": "ana2", "phone": "+573001234567"}
    privileges = {"is_staff": True, "is_superuser": True, "groups": ["Staff"], "id": 9}
    response = client.patch("/users/profile/", body | privileges | {"password": "x"})

    assert response.status_code == 200
    assert response.json()["first_name"] == "Ana"
    before, user = user, AppUser.objects.get()
    assert (user.username, user.phone) == ("ana2", "+573001234567")
    assert not (user.is_staff or user.is_superuser)
    assert user.password == before.password
    assert user.updated_at > before.updated_at


def test_a_taken_username_is_refused_and_ones_own_is_not(client):
    make_user(username="Luz")
    taken = client.patch("/users/profile/", {"username": "lUZ"})
    assert taken.status_code == 400
    assert taken.json()["errors"][0]["code"] == "unique"
    assert client.patch("/users/profile/", {"username": "ANA"}).status_code == 200


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("username", ""),
        ("username", "two words"),
        ("first_name", None),
        ("first_name", {}),
        ("phone", "x"),
        ("date_of_birth", "1"),
        ("date_of_birth", "1899-12-31"),
        ("email", "x"),
    ],
)
def test_bad_input_is_refused(client, field, value):
    response = client.patch("/users/profile/", {field: value})
    assert response.status_code == 400
    assert response.json()["errors"][0]["attr"] == field


def test_a_new_email_counts_once_its_link_is_opened(client, user):
    response = client.patch("/users/profile/", {"email": "new@example.com", "last_name": "Ruiz"})
    assert response.status_code == 200
    assert (response.json()["email"], response.json()["last_name"]) == ("ana@example.com", "Ruiz")
    assert mail.outbox[-1].to == ["new@example.com"]

    link = mailed_link()
    assert APIClient().get(link).status_code == 200
    user.refresh_from_db()
    assert user.email == "new@example.com"
    assert APIClient().get(link).status_code == 400
    outbox.drain()
    assert mail.outbox[-1].to == ["ana@example.com"]


def test_a_taken_email_gets_the_same_answer_and_its_owner_a_note(client, user):
    make_user("luz@example.com")
    free = client.patch("/users/profile/", {"email": "free@example.com"})
    taken = client.patch("/users/profile/", {"email": "LUZ@example.com"})

    assert free.json() == taken.json()
    assert mail.outbox[-1].to == ["luz@example.com"]
    assert "verifyemail" not in mail.outbox[-1].body


def test_an_email_that_is_taken_meanwhile_stays_with_its_owner(client, user):
    client.patch("/users/profile/", {"email": "new@example.com"})
    make_user("NEW@example.com")
    assert APIClient().get(mailed_link()).status_code == 400
    user.refresh_from_db()
    assert user.email == "ana@example.com"


def test_a_later_wish_for_an_email_ends_the_earlier_one(client, user):
    """Else the owner of a mistyped address could still take the account over."""
    client.patch("/users/profile/", {"email": "slip@example.com"})
    slip = mailed_link()
    client.patch("/users/profile/", {"email": "new@example.com"})

    assert APIClient().get(slip).status_code == 400
    assert APIClient().get(mailed_link()).status_code == 200
    user.refresh_from_db()
    assert user.email == "new@example.com"


def test_a_change_of_password_ends_a_pending_change_of_email(client, user):
    client.patch("/users/profile/", {"email": "thief@example.com"})
    user.set_password("an0ther-Pass-2")
    user.save()
    assert APIClient().get(mailed_link()).status_code == 400


def test_ones_own_email_in_another_case_mails_nothing(client):
    assert client.patch("/users/profile/", {"email": "ANA@example.com"}).status_code == 200
    assert not mail.outbox


def test_deactivation_ends_everything(client, log_in):
    response = client.patch("/users/deactivate/")
    assert response.status_code == 200
    assert set(response.json()) == {"message"}
    assert client.get("/users/profile/").status_code == 401
    assert log_in("ana@example.com").status_code == 401


def test_the_last_superuser_cannot_deactivate_itself(superuser, client_of):
    client = client_of(superuser)
    response = client.patch("/users/deactivate/")
    assert response.status_code == 400
    assert response.json()["errors"][0]["code"] == "last_superuser"
    assert client.get("/users/profile/").status_code == 200
