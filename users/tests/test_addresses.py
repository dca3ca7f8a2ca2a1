"""Your own address book: places by official name, one default, at most 20."""

import pytest

from users.models import Address
from users.tests.factories import make_user

pytestmark = pytest.mark.django_db
HOME = {
    "label": "Casa",
    "name": "Ana Pérez",
    "phone": "+57 300 1234567",
    "department": "antioquia",
    "city": "MEDELLIN",
    "address": "Calle 10 # 20-30",
}


@pytest.fixture
def user():
    return make_user("ana@example.com", "ana")


@pytest.fixture
def client(client_of, user):
    return client_of(user)


@pytest.fixture
def add(client):
    """add(**fields): the answer of POST /users/addresses/."""
    return lambda **fields: client.post("/users/addresses/", HOME | fields)


def defaults(client) -> list[str]:
    rows = client.get("/users/addresses/").json()["results"]
    return [row["label"] for row in rows if row["is_default"]]


@pytest.mark.parametrize("field", ["label", "name"])
@pytest.mark.parametrize("text", ["\u2800", "\u202eanA", "\u200b", "a\u000bb"])
def test_names_that_hide_something_are_refused(add, field, text):
    assert add(**{field: text}).status_code == 400
    assert not Address.objects.exists()


@pytest.mark.parametrize("text", ["\u2800", "\u200b \u3164"])
def test_an_address_that_shows_nothing_is_blank(add, text):
    response = add(address=text)

    assert response.status_code == 400
    assert [error["code"] for error in response.json()["errors"]] == ["blank"]


def test_address_keeps_official_names_and_code(add, client):
    response = add()

    assert response.status_code == 201
    body = response.json()
    assert body == {
        "id": body["id"],
        "label": "Casa",
        "name": "Ana Pérez",
        "phone": "+57 300 1234567",
        "department": "Antioquia",
        "city": "Medellín",
        "city_code": "05001",
        "address": "Calle 10 # 20-30",
        "is_default": True,
    }
    listed = client.get("/users/addresses/").json()
    assert (listed["count"], listed["results"]) == (1, [body])


@pytest.mark.parametrize(
    ("department", "city", "attr"),
    [("Atlantis", "Medellín", "department"), ("Antioquia", "Cali", "city")],
)
def test_unknown_place_is_refused(add, department, city, attr):
    response = add(department=department, city=city)

    assert response.status_code == 400
    (error,) = response.json()["errors"]
    assert (error["code"], error["attr"]) == ("unknown_place", attr)
    assert not Address.objects.exists()


@pytest.mark.parametrize("missing", ["department", "city", "address"])
def test_place_and_street_are_needed(client, missing):
    body = {name: value for name, value in HOME.items() if name != missing}
    response = client.post("/users/addresses/", body)

    assert response.status_code == 400
    assert [(error["code"], error["attr"]) for error in response.json()["errors"]] == [
        ("required", missing)
    ]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("phone", "x"),
        ("address", ""),
        ("address", "x" * 201),
        ("city", None),
        ("city", {}),
        ("is_default", "maybe"),
        ("department", "x" * 61),
    ],
)
def test_bad_values_are_refused(add, field, value):
    response = add(**{field: value})

    assert response.status_code == 400
    assert response.json()["errors"][0]["attr"] == field
    assert not Address.objects.exists()


def test_ids_and_codes_and_owners_are_not_written(add, user):
    body = add(id=999_999, city_code="99999", user=make_user().pk).json()

    row = Address.objects.get()
    assert (row.pk, row.city_code, row.user_id) == (body["id"], "05001", user.pk)
    assert row.pk != 999_999


def test_first_address_and_the_one_set_last_are_the_default(add, client):
    add(label="1")
    add(label="2", is_default=False)
    assert defaults(client) == ["1"]
    third = add(label="3", is_default=True).json()
    assert third["is_default"] is True
    assert defaults(client) == ["3"]
    second = client.get("/users/addresses/").json()["results"][1]
    changed = client.patch(f"/users/addresses/{second['id']}/", {"is_default": True}).json()
    assert changed["is_default"] is True
    assert defaults(client) == ["2"]


def test_a_default_lasts_until_another_is_set(add, client):
    only = add().json()

    response = client.patch(f"/users/addresses/{only['id']}/", {"is_default": False})

    assert (response.status_code, response.json()["is_default"]) == (200, True)


def test_oldest_address_follows_a_deleted_default(add, client):
    add(label="1")
    add(label="2")
    third = add(label="3", is_default=True).json()

    assert client.delete(f"/users/addresses/{third['id']}/").status_code == 204
    assert defaults(client) == ["1"]


def test_a_new_city_is_looked_for_in_its_department(add, client):
    path = f"/users/addresses/{add().json()['id']}/"

    moved = client.patch(path, {"city": "05088"}).json()
    assert (moved["city"], moved["city_code"]) == ("Bello", "05088")
    refused = client.patch(path, {"department": "Valle del Cauca"})
    assert refused.json()["errors"][0]["attr"] == "city"
    assert Address.objects.get().city == "Bello"
    label = client.patch(path, {"label": "Finca"}).json()
    assert (label["label"], label["city"]) == ("Finca", "Bello")


def test_an_address_sent_back_as_it_was_shown_is_unchanged(add, client):
    shown = add(department="Bogotá", city="Bogotá").json()

    assert client.patch(f"/users/addresses/{shown['id']}/", shown).json() == shown


def test_twenty_addresses_fit(add, client):
    assert {add(label=str(number)).status_code for number in range(20)} == {201}

    response = add()

    assert response.status_code == 400
    assert response.json()["errors"][0]["code"] == "too_many_addresses"
    assert Address.objects.count() == 20


@pytest.mark.parametrize("method", ["patch", "delete"])
def test_anothers_address_is_not_there(add, client_of, method):
    path = f"/users/addresses/{add().json()['id']}/"
    before = list(Address.objects.values())
    stranger = client_of(make_user())

    assert getattr(stranger, method)(path, {"label": "x"}).status_code == 404
    assert stranger.get("/users/addresses/").json()["results"] == []
    assert list(Address.objects.values()) == before


@pytest.mark.parametrize("superuser", [True, False])
def test_not_even_staff_sees_them(add, client_of, superuser):
    add()
    person = make_user(is_staff=True, is_superuser=superuser)

    assert client_of(person).get("/users/addresses/").json()["count"] == 0


def test_nobody_has_no_addresses(api):
    assert api.get("/users/addresses/").status_code == 401
    assert api.post("/users/addresses/", HOME).status_code == 401


def test_list_takes_what_every_list_takes(add, client):
    add()
    get = client.get

    assert get("/users/addresses/?updated_after=2000-01-01").json()["count"] == 1
    assert get("/users/addresses/?updated_after=2999-01-01").json()["count"] == 0
    assert get("/users/addresses/?updated_after=x").status_code == 400
    assert get("/users/addresses/?page=2").status_code == 404
    assert get("/users/addresses/?ordering=-created_at").json()["count"] == 1
    assert get("/users/addresses/?ordering=x").status_code == 400


def test_queries_do_not_grow_with_the_list(add, client, django_assert_num_queries):
    for _ in range(3):
        add()
    with django_assert_num_queries(3):
        client.get("/users/addresses/")


def test_at_most_one_is_the_default_says_the_database(add, user):
    from django.db import IntegrityError, transaction

    add()
    add()
    with pytest.raises(IntegrityError), transaction.atomic():
        Address.objects.update(default_of=user)
