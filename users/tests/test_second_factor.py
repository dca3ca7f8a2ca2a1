"""The second factor: set up in the admin, required there and by /login/."""

import re
import time

import pytest
from django.core.management import call_command
from django.test import Client
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from common.models import AuditEvent
from users import limits
from users.second_factor import codes
from users.tests.factories import PASSWORD, make_user

pytestmark = pytest.mark.django_db
KEY = "31" * 20
PAGE, VERIFY, OFF = (f"/admin/second-factor/{end}" for end in ("", "verify/", "off/"))


def code_of(key: str, *, steps: int = 0) -> str:
    """What the app shows now, or so many steps from now."""
    totp = TOTP(bytes.fromhex(key))
    totp.time = time.time() + 30 * steps
    return f"{totp.token():06d}"


@pytest.fixture
def user():
    return make_user("ana@example.com", "ana", groups=("Staff",), is_staff=True)


@pytest.fixture
def protected(user):
    """The user, with an app and one recovery code."""
    TOTPDevice.objects.create(user=user, name="app", key=KEY)
    device = user.staticdevice_set.create(name="recovery")
    device.token_set.create(token=codes.digest(user, "recoverycode1234"))
    return user


@pytest.fixture
def log_in(api):
    body = {"email": "ana@example.com", "password": PASSWORD}
    return lambda **fields: api.post("/login/", body | fields)


@pytest.fixture
def browser(user):
    client = Client()
    client.force_login(user)
    return client


def code(response) -> tuple[int, str]:
    return response.status_code, response.json()["errors"][0]["code"]


def test_without_second_factor_a_code_changes_nothing(user, log_in):
    assert log_in().status_code == 200
    assert log_in(otp="123456").status_code == 200


@pytest.mark.parametrize("given", [{}, {"otp": ""}, {"otp": " "}, {"otp": None}])
def test_code_is_asked_for_only_after_the_right_password(protected, log_in, given):
    assert code(log_in(**given)) == (401, "otp_required")
    assert code(log_in(**given, password="wrong")) == (401, "invalid_credentials")


def test_code_of_the_app_works_once(protected, log_in):
    right = code_of(KEY)

    assert log_in(otp=right).status_code == 200
    assert code(log_in(otp=right)) == (401, "invalid_credentials")
    assert AuditEvent.objects.filter(action="login").count() == 1
    assert AuditEvent.objects.filter(action="login_failed").count() == 1


def test_right_code_is_not_used_up_by_a_wrong_password(protected, log_in):
    right = code_of(KEY)
    log_in(otp=right, password="wrong")

    assert log_in(otp=right).status_code == 200


def test_recovery_code_works_once_however_it_is_typed(protected, log_in):
    assert log_in(otp="RECO very-code 1234").status_code == 200
    assert code(log_in(otp="recoverycode1234")) == (401, "invalid_credentials")
    assert not StaticToken.objects.exists()


@pytest.mark.parametrize("wrong", ["000000", "12345", "abc", "٣" * 6, "-1", "1e5", "x" * 64])
def test_wrong_code_is_wrong_credentials(protected, log_in, wrong):
    if wrong == code_of(KEY):
        wrong = "000001"
    assert code(log_in(otp=wrong)) == (401, "invalid_credentials")
    assert StaticToken.objects.exists()


def test_code_of_an_hour_ago_is_wrong(protected, log_in):
    assert code(log_in(otp=code_of(KEY, steps=-120))) == (401, "invalid_credentials")


def test_wrong_codes_are_limited(protected, log_in, settings):
    settings.THROTTLING = True
    found = [log_in(otp="x").status_code for _ in range(11)]

    assert found == [401] * 10 + [429]
    assert log_in(otp=code_of(KEY)).status_code == 429


def test_missing_codes_count_as_no_failure(protected, log_in, settings, monkeypatch):
    settings.THROTTLING = True
    monkeypatch.setattr(limits, "LOGIN_PER_ACCOUNT", 4)
    assert {log_in().status_code for _ in range(6)} == {401}
    assert log_in(otp=code_of(KEY)).status_code == 200


def key_shown(response) -> str:
    import base64

    secret = re.search(r"<code>([A-Z2-7]{32})</code>", response.content.decode())[1]
    return base64.b32decode(secret).hex()


def test_set_up_shows_a_qr_code_and_then_recovery_codes_once(browser, user, log_in):
    page = browser.get(PAGE)
    assert "data:image/svg+xml" in page.content.decode()
    assert page.headers["Cache-Control"].startswith("max-age=0") or "no-store" in str(page.headers)
    key = key_shown(page)
    assert key_shown(browser.get(PAGE)) == key
    assert not TOTPDevice.objects.exists()

    right = code_of(key)
    done = browser.post(PAGE, {"code": right})

    recovery = re.findall(r"<code>([a-z2-7]{16})</code>", done.content.decode())
    assert len(set(recovery)) == 10
    assert recovery[0] not in set(StaticToken.objects.values_list("token", flat=True))
    assert recovery[0] not in browser.get(PAGE).content.decode()
    assert browser.get("/admin/").status_code == 200
    assert AuditEvent.objects.filter(action="second_factor_on", actor=user).count() == 1
    assert code(log_in()) == (401, "otp_required")
    assert code(log_in(otp=right)) == (401, "invalid_credentials")
    assert log_in(otp=recovery[3]).status_code == 200


def test_set_up_with_a_wrong_code_stores_nothing(browser):
    browser.get(PAGE)
    response = browser.post(PAGE, {"code": "abcdef"})

    assert response.status_code == 200
    assert "errorlist" in response.content.decode()
    assert not TOTPDevice.objects.exists()


def test_admin_shows_nothing_before_the_code(protected, browser):
    for path in ("/admin/", "/admin/orders/order/", PAGE, OFF, "/admin/password_change/"):
        response = browser.get(path)
        assert response.status_code == 302, path
        assert response.headers["Location"].startswith(VERIFY)
    assert browser.post(OFF, {"code": "x"}).status_code == 302
    assert TOTPDevice.objects.exists()


def test_code_opens_the_admin_for_this_session(protected, browser, user):
    path = f"{VERIFY}?next=/admin/orders/order/"
    wrong = browser.post(path, {"code": "abcdef"})
    assert (wrong.status_code, browser.get("/admin/").status_code) == (200, 302)

    right = browser.post(path, {"code": code_of(KEY)})

    assert (right.status_code, right.headers["Location"]) == (302, "/admin/orders/order/")
    assert browser.get("/admin/").status_code == 200
    other = Client()
    other.force_login(user)
    assert other.get("/admin/").status_code == 302


def test_the_way_on_leads_to_no_other_site(protected, browser):
    path = f"{VERIFY}?next=https://evil.example/admin/"
    response = browser.post(path, {"code": code_of(KEY)})

    assert response.headers["Location"] == "/admin/"


def test_one_can_log_out_without_the_code(protected, browser):
    browser.post("/admin/logout/")

    assert browser.get("/admin/").headers["Location"].startswith("/admin/login/")


def test_required_lets_nobody_in_without_one(browser, settings):
    assert browser.get("/admin/").status_code == 200
    settings.ADMIN_2FA = "required"
    for path in ("/admin/", "/admin/orders/order/"):
        assert browser.get(path).headers["Location"].startswith(PAGE)
    page = browser.get(PAGE)
    assert page.status_code == 200
    browser.post(PAGE, {"code": code_of(key_shown(page))})
    assert browser.get("/admin/").status_code == 200


@pytest.mark.parametrize("path", [PAGE, VERIFY, OFF])
def test_pages_are_for_staff(client, path):
    assert client.get(path).headers["Location"].startswith("/admin/login/")
    client.force_login(make_user())
    assert client.get(path).headers["Location"].startswith("/admin/login/")


def test_switching_off_takes_a_code(protected, browser):
    browser.post(VERIFY, {"code": code_of(KEY)})
    browser.post(OFF, {"code": "abcdef"})
    assert TOTPDevice.objects.exists()

    browser.post(OFF, {"code": "recoverycode1234"})

    assert not TOTPDevice.objects.exists()
    assert not StaticToken.objects.exists()
    assert AuditEvent.objects.filter(action="second_factor_off").count() == 1
    assert browser.get("/admin/").status_code == 200


def test_guesses_in_the_admin_are_limited(protected, browser, settings):
    settings.THROTTLING = True
    found = [browser.post(VERIFY, {"code": "x"}).status_code for _ in range(11)]

    assert found == [200] * 10 + [429]


def test_forms_need_their_token(protected):
    client = Client(enforce_csrf_checks=True)
    client.force_login(protected)

    assert client.post(VERIFY, {"code": code_of(KEY)}).status_code == 403


def test_keys_are_not_in_the_admin(superuser, client):
    client.force_login(superuser)

    assert client.get("/admin/otp_totp/totpdevice/").status_code == 404
    assert client.get("/admin/otp_static/staticdevice/").status_code == 404


def test_lost_second_factor_is_removed_by_the_operator(protected, log_in):
    call_command("remove_second_factor", "ANA@example.com")

    assert log_in().status_code == 200


def test_erasure_takes_the_second_factor_along(protected, client_of, superuser):
    assert client_of(superuser).delete(f"/users/{protected.pk}/").status_code == 204
    assert not TOTPDevice.objects.exists()
    assert not StaticToken.objects.exists()


def test_every_page_of_the_admin_links_to_the_second_factor(browser):
    for address in ("/admin/", "/admin/catalog/product/"):
        assert f'<a href="{PAGE}">' in browser.get(address).content.decode()
