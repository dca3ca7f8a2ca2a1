import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group
from django.urls import reverse
from rest_framework.test import APIClient

from common.models import AuditEvent, OutboxMail
from users.models import AppUser
from users.tests.factories import PASSWORD, make_user
from users.tokens import issuing as tokens

pytestmark = pytest.mark.django_db
LIST = "/admin/users/appuser/"


@pytest.fixture
def root(client, superuser):
    client.force_login(superuser)
    return client


def form_of(user: AppUser, **changes) -> dict:
    """The fields of the change form as a browser sends them; None leaves one out."""
    fields = {
        "email": user.email,
        "username": user.username,
        "first_name": user.first_name,
        "last_name": user.last_name,
        "phone": user.phone,
        "date_of_birth": "",
        "is_active": "on" if user.is_active else None,
        "is_superuser": "on" if user.is_superuser else None,
        "groups": [group.pk for group in user.groups.all()],
    }
    return {name: value for name, value in {**fields, **changes}.items() if value is not None}


def change(client, user: AppUser, **changes):
    return client.post(f"{LIST}{user.pk}/change/", form_of(user, **changes))


@pytest.mark.parametrize("path", [LIST, f"{LIST}add/", "/admin/auth/group/"])
def test_staff_cannot_reach_accounts_or_groups(client, staff, path):
    client.force_login(staff)
    assert client.get(path).status_code == 403


def test_pages_open(root, superuser):
    for path in (LIST, f"{LIST}add/", f"{LIST}{superuser.pk}/change/", f"{LIST}?q=Person"):
        assert root.get(path).status_code == 200
    for model in ("users/blacklistedaccesstoken", "common/auditevent", "common/outboxmail"):
        assert root.get(f"/admin/{model}/").status_code == 200
        assert root.get(f"/admin/{model}/add/").status_code == 403


def test_an_account_is_added(root):
    body = {
        "email": "New@example.com",
        "username": "new",
        "password1": PASSWORD,
        "password2": PASSWORD,
    }
    assert root.post(f"{LIST}add/", body).status_code == 302
    assert AppUser.objects.get_by_natural_key("new@EXAMPLE.com").check_password(PASSWORD)

    again = root.post(f"{LIST}add/", {**body, "username": "NEW"})
    assert again.status_code == 200
    assert set(again.context["adminform"].form.errors) == {"email", "username"}


def test_groups_bring_staff_along(root, groups):
    user = make_user()
    staff = [group.pk for group in groups if group.name == "Staff"]
    assert change(root, user, groups=staff).status_code == 302
    user.refresh_from_db()
    assert user.is_staff
    assert AuditEvent.objects.filter(action="roles_changed").exists()
    change(root, user, groups=[])
    user.refresh_from_db()
    assert not user.is_staff


def test_deactivation_revokes_tokens(root, client_of):
    user = make_user()
    api = client_of(user)
    change(root, user, is_active=None)
    user.refresh_from_db()
    assert not user.is_active
    change(root, user, is_active="on")
    assert api.get("/users/profile/").status_code == 401


@pytest.mark.parametrize("changes", [{"is_active": None}, {"is_superuser": None}])
def test_the_last_superuser_stays(root, superuser, changes):
    assert change(root, superuser, **changes).status_code == 302
    superuser.refresh_from_db()
    assert superuser.is_active
    assert superuser.is_superuser
    root.post(f"{LIST}{superuser.pk}/delete/", {"post": "yes"})
    superuser.refresh_from_db()
    assert superuser.deleted_at is None


def test_a_new_password_revokes_tokens(root, client_of):
    user = make_user()
    api = client_of(user)
    path = reverse("admin:auth_user_password_change", args=[user.pk])
    body = {"password1": "an0ther-Pass-2", "password2": "an0ther-Pass-2", "usable_password": "true"}
    assert root.get(path).status_code == 200
    assert root.post(path, body).status_code == 302
    user.refresh_from_db()
    assert user.check_password("an0ther-Pass-2")
    assert api.get("/users/profile/").status_code == 401


def test_deletion_erases_the_person(root):
    user = make_user("ana@example.com", "ana")
    other = make_user("luz@example.com", "luz")
    assert root.get(f"{LIST}{user.pk}/delete/").status_code == 200
    assert root.post(f"{LIST}{user.pk}/delete/", {"post": "yes"}).status_code == 302
    action = {"action": "delete_selected", "_selected_action": [other.pk], "post": "yes"}
    assert root.post(LIST, action).status_code == 302
    for person in (user, other):
        person.refresh_from_db()
        assert person.deleted_at
        assert person.email.endswith("@deleted.invalid")
    assert {entry.object_repr[:7] for entry in LogEntry.objects.all()} == {"deleted"}
    assert root.get(f"{LIST}{user.pk}/change/").status_code == 302


def test_a_stale_form_does_not_bring_tokens_back(root):
    user = make_user()
    pair = tokens.issue(user)
    tokens.revoke_all(user)
    change(root, user, first_name="Ana")
    assert not tokens.belongs_to(
        tokens.read_access(pair["access"]), AppUser.objects.get(pk=user.pk)
    )


class TestOnesOwnPassword:
    PATH = "/admin/password_change/"

    def attempt(self, client, old: str = PASSWORD):
        new = "An0ther-Pass-2"
        body = {"old_password": old, "new_password1": new, "new_password2": new}
        return client.post(self.PATH, body)

    def test_a_change_revokes_tokens_leaves_a_row_and_mails_the_owner(self, client, staff):
        client.force_login(staff)
        token = tokens.issue(staff)["access"]

        assert self.attempt(client).status_code == 302

        assert APIClient(HTTP_AUTHORIZATION=f"Bearer {token}").get("/orders/").status_code == 401
        assert AuditEvent.objects.get().action == "password_changed"
        assert OutboxMail.objects.get().to == staff.email
        assert client.get("/admin/").status_code == 200

    def test_guessing_at_the_old_one_ends(self, client, staff, settings):
        settings.THROTTLING = True
        client.force_login(staff)
        statuses = [self.attempt(client, "wrong").status_code for _ in range(20)]

        refused = self.attempt(client)

        assert (set(statuses), refused.status_code) == ({200}, 429)
        assert 0 < int(refused.headers["Retry-After"]) <= 300


def test_the_shops_groups_stay_and_keep_their_names(root, groups):
    for group in groups:
        path = f"/admin/auth/group/{group.pk}/"
        assert root.post(f"{path}delete/", {"post": "yes"}).status_code == 403
        root.post(f"{path}change/", {"name": "Renamed", "permissions": []})
    names = Group.objects.values_list("name", flat=True)
    assert set(names) == {"User", "Staff", "Checkout"}


def test_a_group_that_is_deleted_leaves_a_row(root):
    group = Group.objects.create(name="Warehouse")
    body = {"action": "delete_selected", "_selected_action": [group.pk], "post": "yes"}
    root.post("/admin/auth/group/", body)

    assert not Group.objects.filter(name="Warehouse").exists()
    assert AuditEvent.objects.get().action == "group_deleted"


@pytest.mark.parametrize("page", ["/admin/auth/group/add/", f"{LIST}1/change/"])
def test_permissions_are_named_in_the_readers_language(root, superuser, page):
    address = page.replace("1", str(superuser.pk))

    html = root.get(address, headers={"Accept-Language": "en"}).content.decode()

    assert "| product | can change" in html
    assert "Can change product" not in html
