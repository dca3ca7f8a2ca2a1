"""The example storefront at /: in DEBUG only, and nothing inline, nothing from outside."""

import re
from importlib import reload

import pytest
from django.conf import settings
from django.urls import clear_url_caches

import smartmart.urls

ROOT = settings.BASE_DIR / "examples" / "storefront"
OUTSIDE = re.compile(r"""(?:src|href)=["'](?:https?:)?//|url\(["']?(?:https?:)?//|@import""")


def load_urls():
    clear_url_caches()
    reload(smartmart.urls)


@pytest.fixture
def in_debug(settings):
    settings.DEBUG = True
    load_urls()
    yield
    settings.DEBUG = False
    load_urls()


def body(response) -> bytes:
    return b"".join(response.streaming_content)


def test_page_and_its_files_are_served(api, in_debug):
    page = api.get("/")

    assert page.status_code == 200
    text = body(page).decode()
    assert "<title>Tienda</title>" in text
    for file in re.findall(r"""(?:src|href)="(assets/[^"]+)""", text):
        assert api.get(f"/{file}").status_code == 200, file


def test_payer_who_comes_back_gets_the_page(api, in_debug):
    assert api.get("/payment?invoice=INV-1&status=approved").status_code == 200


def test_policy_allows_nothing_inline(api, in_debug):
    policy = api.get("/")["Content-Security-Policy"]

    assert "script-src 'self';" in policy
    assert "unsafe" not in policy


def test_browser_asks_whether_a_file_changed(api, in_debug):
    first = api.get("/assets/js/app.js")
    again = api.get("/assets/js/app.js", HTTP_IF_MODIFIED_SINCE=first["Last-Modified"])

    assert first["Cache-Control"] == "no-cache"
    assert again.status_code == 304


@pytest.mark.parametrize(
    ("address", "status"),
    [("/assets/none.js", 404), ("/assets/%2e%2e/README.md", 400), ("/assets/js/", 404)],
)
def test_what_is_no_file_of_it_is_a_json_error(api, in_debug, address, status):
    response = api.get(address)

    assert response.status_code == status
    assert response.json()["type"] == "client_error"


def test_writing_is_not_allowed(api, in_debug):
    response = api.post("/", {})

    assert response.status_code == 405
    assert response["Allow"] == "GET, HEAD"


@pytest.mark.parametrize("address", ["/payment", "/assets/js/app.js"])
def test_real_shop_has_no_storefront(api, settings, address):
    settings.DEBUG = False
    load_urls()

    assert api.get(address).status_code == 404
    assert api.get(address).json()["errors"][0]["code"] == "not_found"


def test_switched_off_it_is_gone_even_where_it_is_mounted(api, in_debug, settings):
    settings.DEBUG = False

    assert api.get("/").status_code == 404


def test_its_files_ask_nothing_of_the_outside():
    for path in [ROOT / "index.html", *(ROOT / "assets").rglob("*.css")]:
        assert not OUTSIDE.search(path.read_text(encoding="utf-8")), path


def test_its_scripts_never_turn_data_into_markup():
    markup = re.compile(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(")
    for path in (ROOT / "assets" / "js").rglob("*.js"):
        assert not markup.search(path.read_text(encoding="utf-8")), path


def test_every_word_is_there_in_both_languages():
    keys = {}
    for language in ("es", "en"):
        words = (ROOT / f"assets/js/words.{language}.js").read_text(encoding="utf-8")
        keys[language] = re.findall(r'^  "([\w.]+)":', words, re.MULTILINE)

    assert keys["es"] == keys["en"]
    assert len(keys["es"]) == len(set(keys["es"])) > 100
