"""Error pages under /admin/, in the user's language, and the redirect of /."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.test import Client

from catalog.tests.factories import make_product
from orders.tests.factories import make_order
from users.exceptions import HashesBusy

pytestmark = pytest.mark.django_db
SPANISH, ENGLISH = {"HTTP_ACCEPT_LANGUAGE": "es"}, {"HTTP_ACCEPT_LANGUAGE": "en"}


@pytest.fixture
def desk(staff) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(staff)
    return client


def assert_page(response, status: int, lang: str = "en") -> str:
    text = response.content.decode()
    assert response.status_code == status
    assert response["Content-Type"].startswith("text/html")
    assert f'<html lang="{lang}"' in text
    return text


def test_what_is_not_there_is_a_page(desk):
    assert "its content was removed" in assert_page(desk.get("/admin/nothing/", **ENGLISH), 404)


def test_it_is_in_the_language_of_the_reader(desk):
    assert_page(desk.get("/admin/nothing/", **SPANISH), 404, "es")


def test_what_staff_may_not_do_is_a_page(desk):
    assert "Your account can" in assert_page(desk.get("/admin/users/appuser/", **ENGLISH), 403)


def test_an_old_form_is_a_page(staff):
    client = Client(enforce_csrf_checks=True)
    client.force_login(staff)

    text = assert_page(client.post("/admin/logout/", **ENGLISH), 403)

    assert "Reload it" in text


def test_too_large_a_body_is_a_page(desk, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10

    assert "too large" in assert_page(desk.post("/admin/login/", {"a": "b" * 99}, **ENGLISH), 413)


def test_too_large_a_form_with_files_is_a_page(desk):
    address = f"/admin/catalog/product/{make_product().pk}/change/"
    form = {"description": "x" * 3_000_000, "uploads": SimpleUploadedFile("a.png", b"a")}

    assert "too large" in assert_page(desk.post(address, form, **ENGLISH), 413)


@pytest.mark.parametrize(("error", "status"), [(ValueError, 500), (OperationalError, 503)])
def test_what_fails_is_a_page(desk, monkeypatch, error, status):
    def fail(request):
        raise error("broken")

    monkeypatch.setattr("smartmart.admin.dashboard.blocks", fail)

    assert_page(desk.get("/admin/", **ENGLISH), status)


def test_the_api_stays_json(api):
    assert api.get("/nothing/").json()["errors"][0]["code"] == "not_found"


def test_a_busy_moment_of_the_password_change_is_a_page(desk, monkeypatch):
    def busy(*args, **kwargs):
        raise HashesBusy

    monkeypatch.setattr("django.contrib.auth.forms.PasswordChangeForm.clean_old_password", busy)
    data = {"old_password": "a", "new_password1": "b", "new_password2": "b"}

    response = desk.post("/admin/password_change/", data, **ENGLISH)

    assert_page(response, 503)
    assert response["Retry-After"] == "2"


@pytest.mark.parametrize(("who", "links"), [("staff", False), ("superuser", True)])
def test_an_orders_account_is_a_link_for_whoever_may_open_it(who, links, request):
    order = make_order()
    client = Client()
    client.force_login(request.getfixturevalue(who))

    for path in ("order", "checkout"):
        pk = order.pk if path == "order" else order.checkout_id
        page = client.get(f"/admin/orders/{path}/{pk}/change/").content.decode()
        assert (f"/admin/users/appuser/{order.user_id}/change/" in page) == links
        assert str(order.user) in page


@pytest.mark.parametrize(
    ("front_end", "target"),
    [
        ("https://shop.example", "https://shop.example"),
        ("", "/docs/"),
        ("http://testserver", "/docs/"),
    ],
)
def test_the_door_leads_on(api, settings, front_end, target):
    settings.FRONTEND_URL = front_end

    response = api.get("/")

    assert (response.status_code, response["Location"]) == (302, target)
