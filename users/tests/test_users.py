import threading

import pytest
from django.contrib.auth.models import Group

from common.models import AuditEvent, OutboxMail
from common.tests.race import race
from users.models import AppUser
from users.tests.factories import PASSWORD, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def root(superuser, client_of):
    return client_of(superuser)


@pytest.mark.parametrize("groups", [("User", "Checkout"), ("Staff",)])
def test_only_superusers_get_in(client_of, api, groups):
    user = make_user(groups=groups, is_staff="Staff" in groups)
    for client, status in ((client_of(user), 403), (api, 401)):
        assert client.get("/users/").status_code == status
        assert client.post("/users/", {}).status_code == status
        assert client.get(f"/users/{user.pk}/").status_code == status
        assert client.patch(f"/users/{user.pk}/", {"groups": ["Staff"]}).status_code == status
        assert client.delete(f"/users/{user.pk}/").status_code == status
    assert AppUser.objects.filter(pk=user.pk, deleted_at=None).exists()


def test_the_list_costs_the_same_however_long(root, django_assert_num_queries):
    make_user()
    root.get("/users/")
    with django_assert_num_queries(4):  # the caller, the count, the page, its groups
        assert root.get("/users/").json()["count"] == 2
    for _ in range(8):
        make_user(groups=("User", "Checkout"))
    with django_assert_num_queries(4):
        assert root.get("/users/").json()["count"] == 10


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("search=JOSÉ", {"jose"}),
        ("search=jose", {"jose"}),
        ("search=josé nun", {"jose"}),
        ("search=eva@", {"eva"}),
        ("search=nobody", set()),
        ("is_active=false", {"eva"}),
        ("is_active=true", {"jose", "root"}),
        ("group=Checkout", {"jose"}),
        ("updated_after=2999-01-01T00:00:00Z", set()),
        ("updated_after=2000-01-01T00:00:00%2B02:00", {"eva", "jose", "root"}),
        ("updated_after=0001-01-01T00:00:00%2B14:00", {"eva", "jose", "root"}),
        ("updated_after=9999-12-31T23:59:59-14:00", set()),
    ],
)
def test_filters(superuser, root, query, found):
    superuser.set_username("root")
    superuser.save()
    make_user("j@example.com", "jose", first_name="José", last_name="Núñez", groups=("Checkout",))
    make_user("eva@example.com", "eva", is_active=False)

    response = root.get(f"/users/?{query}")

    assert response.status_code == 200, response.json()
    assert {user["username"] for user in response.json()["results"]} == found


@pytest.mark.parametrize(
    "query",
    [
        "is_active=maybe",
        "is_active=1",
        "group=Nobodies",
        "group=user",
        "ordering=password",
        "ordering=-nothing",
        "updated_after=yesterday",
        "updated_after=2026-13-45T00:00:00Z",
        "updated_after=٢٠٢٦-01-01",
        "search=%00",
        "search=" + "x" * 300,
        "page_size=none",
    ],
)
def test_bad_filters_are_refused(root, query):
    response = root.get(f"/users/?{query}")
    assert response.status_code == 400, response.json()
    assert response.json()["type"] == "validation_error"


def test_ordering_breaks_ties_by_id(root):
    pks = [make_user().pk for _ in range(3)]
    AppUser.objects.update(created_at="2026-01-01T00:00:00Z")

    def listed(name):
        results = root.get(f"/users/?ordering={name}").json()["results"]
        return [user["id"] for user in results if user["id"] in pks]

    assert listed("created_at") == pks
    assert listed("-created_at") == pks[::-1]


def test_create_makes_an_active_account(root, log_in):
    body = {
        "email": "new@example.com",
        "username": "new",
        "password": PASSWORD,
        "groups": ["Staff", "User"],
        "is_superuser": True,
        "first_name": "New",
    }
    response = root.post("/users/", body)

    assert response.status_code == 201
    answer = response.json()
    assert answer["is_staff"] is True
    assert answer["is_superuser"] is False
    assert set(answer["groups"]) == {"Staff", "User"}
    assert "password" not in answer
    assert log_in("new@example.com").status_code == 200


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("email", "TAKEN@example.com", "unique"),
        ("username", "TAKEN", "unique"),
        ("groups", ["Nobodies"], "does_not_exist"),
        ("groups", ["staff"], "does_not_exist"),
        ("email", "new@example.com\r\n", "invalid"),
        ("groups", "Staff", "not_a_list"),
        ("groups", {"Staff": False}, "not_a_list"),
        ("groups", {}, "not_a_list"),
        ("groups", [{}], "does_not_exist"),
        ("password", "123", "password_too_short"),
        ("email", "", "blank"),
    ],
)
def test_create_refuses(root, field, value, code):
    make_user("taken@example.com", "taken")
    body = {"email": "new@example.com", "username": "new", "password": PASSWORD}
    response = root.post("/users/", {**body, field: value})
    assert response.status_code == 400
    found = {(error["attr"].split(".")[0], error["code"]) for error in response.json()["errors"]}
    assert (field, code) in found or (code == "does_not_exist" and found == {("groups", "invalid")})


def test_groups_count_from_the_next_request_on(root, client_of):
    user = make_user()
    client = client_of(user)
    response = root.patch(f"/users/{user.pk}/", {"groups": ["Staff"]})

    assert response.status_code == 200
    assert response.json()["is_staff"] is True
    assert client.get("/users/profile/").json()["groups"] == ["Staff"]
    user = AppUser.objects.get(pk=user.pk)
    assert user.has_perm("catalog.change_product")

    root.patch(f"/users/{user.pk}/", {"groups": ["User"]})
    user = AppUser.objects.get(pk=user.pk)
    assert not user.is_staff
    assert not user.has_perm("catalog.change_product")
    assert AuditEvent.objects.filter(action="roles_changed").count() == 2


def test_inactive_counts_from_the_next_request_on(root, client_of):
    user = make_user()
    client = client_of(user)
    assert root.patch(f"/users/{user.pk}/", {"is_active": False}).json()["is_active"] is False
    assert client.get("/users/profile/").status_code == 401
    root.patch(f"/users/{user.pk}/", {"is_active": True})
    assert client.get("/users/profile/").status_code == 401


def test_privileges_that_nobody_grants_are_ignored(root):
    user = make_user()
    body = {"is_superuser": True, "is_staff": True, "email": "x@example.com", "id": 77}
    assert root.patch(f"/users/{user.pk}/", body | {"last_name": "Ruiz"}).status_code == 200
    email = user.email
    user.refresh_from_db()
    assert (user.last_name, user.email) == ("Ruiz", email)
    assert not (user.is_staff or user.is_superuser)


def test_the_last_superuser_stays(root, superuser):
    make_user(is_superuser=True, is_active=False)
    path = f"/users/{superuser.pk}/"
    for refused in (root.patch(path, {"is_active": False}), root.delete(path)):
        assert refused.status_code == 400
        assert refused.json()["errors"][0]["code"] == "last_superuser"
    superuser.refresh_from_db()
    assert superuser.is_active

    make_user(is_superuser=True)
    assert root.patch(path, {"is_active": False}).status_code == 200


def test_delete_erases_the_person(root, client_of, log_in):
    user = make_user(
        "ana@example.com",
        "ana",
        groups=("Staff",),
        is_staff=True,
        first_name="Ana",
        phone="+573001234567",
        date_of_birth="1990-01-01",
    )
    OutboxMail.objects.create(kind="x", to="ana@example.com", next_try_at=user.created_at)
    client = client_of(user)

    assert root.delete(f"/users/{user.pk}/").status_code == 204

    assert client.get("/users/profile/").status_code == 401
    assert log_in("ana@example.com").status_code == 401
    user.refresh_from_db()
    # Of an unusable password all letters are random: now and then they spell a name.
    kept = " ".join(str(value) for name, value in vars(user).items() if name != "password").lower()
    assert "ana" not in kept
    assert "300123" not in kept
    assert user.date_of_birth is None
    assert not (user.is_active or user.is_staff or user.has_usable_password())
    assert not user.groups.exists()
    assert not OutboxMail.objects.exists()
    for answer in (
        root.get(f"/users/{user.pk}/"),
        root.patch(f"/users/{user.pk}/", {"is_active": True}),
        root.delete(f"/users/{user.pk}/"),
    ):
        assert answer.status_code == 404
    assert root.get("/users/").json()["count"] == 1
    make_user("ana@example.com", "ana")


@pytest.mark.parametrize("pk", ["0", "99999999999999999999999", "abc", "٣", "-1", "1.0"])
def test_unknown_accounts_are_404(root, pk):
    response = root.get(f"/users/{pk}/")
    assert response.status_code == 404
    assert response.json()["errors"][0]["code"] == "not_found"


def test_put_is_not_offered(root, superuser):
    assert root.put(f"/users/{superuser.pk}/", {}).status_code == 405


def test_permissions_are_one_query(shopper, django_assert_num_queries):
    user = AppUser.objects.get(pk=shopper.pk)
    user.user_permissions.add(Group.objects.get(name="Staff").permissions.first())
    with django_assert_num_queries(1):
        assert user.has_perm("orders.add_checkout")
        assert user.has_perm("catalog.view_product")
        assert not user.has_perm("orders.change_order")
        assert len(user.get_all_permissions()) == 6
    user.is_active = False
    assert not user.has_perm("orders.add_checkout")


@pytest.mark.db_server
@pytest.mark.django_db(transaction=True)
def test_two_superusers_cannot_lock_each_other_out(groups, client_of):
    for _ in range(5):
        AppUser.objects.update(is_superuser=False)
        answers = lock_each_other_out(client_of)
        assert AppUser.objects.filter(is_superuser=True, is_active=True).count() == 1, answers


@pytest.mark.db_server
@pytest.mark.django_db(transaction=True)
def test_without_the_lock_they_can(groups, client_of, monkeypatch):
    """The twin of the test above."""
    from users.accounts import services as account_services

    both_looked = threading.Barrier(2)

    def look_only(user):
        others = AppUser.objects.filter(is_superuser=True, is_active=True).exclude(pk=user.pk)
        assert others.exists()
        both_looked.wait(10)

    monkeypatch.setattr(account_services, "keep_a_superuser", look_only)
    monkeypatch.setattr(account_services, "locked", lambda pk: AppUser.objects.get(pk=pk))
    # The audit row's foreign key would lock the other one's row, and end one of them by deadlock.
    monkeypatch.setattr(account_services.audit, "record", lambda *args, **kwargs: None)
    lock_each_other_out(client_of)
    assert not AppUser.objects.filter(is_superuser=True, is_active=True).exists()


def lock_each_other_out(client_of) -> list[int]:
    """Two superusers deactivate each other at once: what each was answered."""
    pair = [make_user(is_superuser=True) for _ in range(2)]
    clients = [client_of(user) for user in pair]
    paths = [f"/users/{user.pk}/" for user in reversed(pair)]
    return race(lambda n: clients[n].patch(paths[n], {"is_active": False}).status_code, 2)
