"""The example storefront at /: in DEBUG only, nothing from outside."""

import re
from base64 import b64encode
from hashlib import sha256
from importlib import reload

import pytest
from django.conf import settings
from django.urls import clear_url_caches

import smartmart.urls
from smartmart.http import bundle
from smartmart.openapi.error_codes import CODES

ROOT = settings.BASE_DIR / "examples" / "storefront"
OUTSIDE = re.compile(r"""(?:src|href)=["'](?:https?:)?//|url\(["']?(?:https?:)?//|@import""")

# Their detail names the case, in the reader's language, or they follow from the HTTP status.
TOLD_BY_THE_SERVER = {
    *("required", "blank", "null", "invalid", "invalid_choice", "does_not_exist", "incorrect_type"),
    *("unique", "max_length", "min_length", "max_value", "min_value", "max_digits", "not_a_list"),
    *("max_decimal_places", "ambiguous", "password_too_short", "password_too_common"),
    *("password_too_similar", "password_entirely_numeric", "too_many_addresses", "too_many"),
    *("product_unavailable", "price_changed", "insufficient_stock", "choose_variant"),
    *("cart_rejected", "unknown_place", "voucher_expired", "voucher_used_up"),
    *("voucher_not_applicable", "return_refused", "not_delivered", "withdrawal_period_over"),
    *("token_not_valid", "throttled", "error", "null_characters_not_allowed"),
}
# What only programs and staff meet.
NOT_OF_SHOPPERS = {
    *("invalid_host", "method_not_allowed", "not_acceptable", "unsupported_media_type", "moved"),
    *("last_superuser", "precondition_failed", "category_not_empty", "cycle", "too_deep"),
    *("not_above_price", "has_variants", "is_variant", "option_names", "too_many_variants"),
    *("not_verified", "invalid_signature", "invalid_transition", "refund_refused"),
    *("not_possible", "not_ready", "note_missing", "authentication_failed"),
    *("invalid_image", "image_too_large", "too_many_images", "no_name", "control", "hidden"),
    *("max_options", "duplicate", "max_whole_digits", "max_string_length", "not_a_dict"),
    *("surrogate_characters_not_allowed", "bad_request"),
}


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
    return b"".join(response.streaming_content) if response.streaming else response.content


def test_page_and_its_files_are_served(api, in_debug):
    page = api.get("/")

    assert page.status_code == 200
    text = body(page).decode()
    assert "<title>Tienda</title>" in text
    for file in re.findall(r"""(?:src|href)="(assets/[^"]+)""", text):
        assert api.get(f"/{file}").status_code == 200, file


def test_the_first_look_takes_one_file(api, in_debug):
    page = body(api.get("/")).decode()

    assert re.findall(r'(?:src|href)="assets/(.*?)"', page) == ["icon.svg"]
    assert 'modules["views/shop.js"] = (() => {' in page and "\nimport " not in page
    assert "import(`./assets/js/views/${file}.js`)" in page and "import(`./words" not in page
    assert ".hero" in page and ".header" in page
    assert page.index("earlyAnswers") < page.index("<style>") < page.index("<body>")
    # What ends a script, or hides its end, would end it in the page.
    assert page.count("<script") == page.count("</script>") == 2
    assert "<!--" not in page[page.index("<script>") :]


def test_a_view_that_comes_later_shares_the_modules(api, in_debug):
    view = body(api.get("/assets/js/views/addresses.js")).decode()

    assert 'const { t } = modules["i18n.js"];' in view
    assert 'from "../places.js";' in view


def test_every_module_is_written_so_that_it_can_be_joined():
    scripts = ROOT / "assets" / "js"
    for path in scripts.rglob("*.js"):
        text = path.read_text(encoding="utf-8")
        assert len(re.findall(r"^import\b", text, re.M)) == len(bundle.IMPORT.findall(text)), path
        known = len(bundle.EXPORT.findall(text)) + text.count("export default {")
        assert len(re.findall(r"^export\b", text, re.M)) == known, path


def test_payer_who_comes_back_gets_the_page(api, in_debug):
    assert api.get("/payment?invoice=INV-1&status=approved").status_code == 200


def test_policy_allows_only_what_the_page_brings(api, in_debug):
    response = api.get("/")
    page, policy = body(response).decode(), response["Content-Security-Policy"]

    inside = re.findall(r"<(?:script|style)[^>]*>(.*?)</(?:script|style)>", page, re.DOTALL)
    for text in inside:
        digest = b64encode(sha256(text.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy
    assert policy.count("'sha256-") == len(inside) == 3
    assert "unsafe" not in policy
    again = api.get("/", HTTP_IF_MODIFIED_SINCE=response["Last-Modified"])
    assert (again.status_code, again["Content-Security-Policy"]) == (304, policy)
    assert "script-src 'self';" in api.get("/assets/icon.svg")["Content-Security-Policy"]


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


def test_every_error_code_has_words():
    words = (ROOT / "assets/js/words.es.js").read_text(encoding="utf-8")
    own = set(re.findall(r'^  "code\.(\w+)":', words, re.MULTILINE))

    assert set(CODES) == own | TOLD_BY_THE_SERVER | NOT_OF_SHOPPERS


def test_files_are_compressed(api, in_debug, settings):
    # Where DEBUG is on when the settings are read, it is there.
    settings.MIDDLEWARE = ["django.middleware.gzip.GZipMiddleware", *settings.MIDDLEWARE]
    response = api.get("/assets/js/words.es.js", HTTP_ACCEPT_ENCODING="gzip")

    assert response["Content-Encoding"] == "gzip"


def test_first_page_is_fetched_with_its_modules():
    """A module that another one imports at once is named in the page: no chain of requests."""
    page = (ROOT / "index.html").read_text(encoding="utf-8")
    listed = set(re.findall(r'modulepreload" href="assets/js/([\w./]+)"', page))
    scripts = ROOT / "assets" / "js"
    needed, waiting = set(), [scripts / "app.js"]
    while waiting:
        file = waiting.pop()
        for found in re.findall(
            r'^import .*? from "([^"]+)"', file.read_text("utf-8"), re.MULTILINE
        ):
            path = (file.parent / found).resolve()
            name = path.relative_to(scripts.resolve()).as_posix()
            if name not in needed:
                needed.add(name)
                waiting.append(path)

    assert listed == needed


@pytest.mark.parametrize(
    ("link", "view"),
    [
        ("/orders/INV-1", "/orders/INV-1"),
        ("/products/cafe-con-leche", "/p/cafe-con-leche"),
        ("/categories/hogar", "/c/hogar"),
        ("/cart?items=12:2,15:1", "/cart?items=12%3A2%2C15%3A1"),
        ("/cart?next=evil", "/cart"),
    ],
)
def test_links_of_mails_feeds_and_sitemap_lead_to_a_view(db, api, in_debug, link, view):
    response = api.get(link, HTTP_ACCEPT="text/html")

    assert response.status_code == 302
    assert response["Location"] == f"/#{view}"
    is_of_a_feed = link.startswith(("/products", "/categories"))
    answer = api.get(link, HTTP_ACCEPT="application/json")
    assert answer.status_code == (302 if is_of_a_feed else 404)
    routes = re.findall(r'\["(/[^"]*)", (?:shop|later)', (ROOT / "assets/js/app.js").read_text())
    shapes = [re.sub(r":\w+", "[^/]+", route) for route in routes]
    assert any(re.fullmatch(shape, view.partition("?")[0]) for shape in shapes)


def test_links_of_feeds_and_mails_lead_to_the_page(api, in_debug, db):
    assert api.get("/products/cafe")["Location"] == "/#/p/cafe"
    assert api.get("/categories/hogar")["Location"] == "/#/c/hogar"
