"""/docs/ and /redoc/ load nothing from other sites; a front end in development can call the API."""

import re

import pytest

from smartmart.openapi.examples import recorded

OUTSIDE = re.compile(r"""(?:src|href|spec-url|url\()\s*=?\s*["'(]?(?:https?:)?//""")
POLICY = re.compile(r"(\w+-src|default-src) ([^;]+)")


@pytest.mark.parametrize("page", ["/docs/", "/redoc/"])
def test_a_page_loads_only_what_is_here(api, page):
    response = api.get(page, headers={"accept": "text/html"})
    html = response.content.decode()
    files = re.findall(r"""(?:src|href)=["'](/[^"']+)""", html)

    assert not OUTSIDE.search(html)
    assert any(name.endswith(".js") for name in files)
    for name in files:
        assert api.get(name).status_code == 200, name


@pytest.mark.parametrize("page", ["/docs/", "/redoc/"])
def test_the_browser_would_refuse_anything_from_outside(api, page):
    policy = api.get(page, headers={"accept": "text/html"})["Content-Security-Policy"]
    sources = dict(POLICY.findall(policy))

    assert sources["default-src"].split() in (["'self'"], ["'none'"])
    for name in ("script-src", "connect-src", "font-src", "style-src"):
        allowed = sources.get(name, sources["default-src"]).split()
        assert set(allowed) <= {"'self'", "'none'", "'unsafe-inline'", "data:"}, name
    assert "'unsafe-inline'" not in sources["script-src"]


@pytest.mark.parametrize("path", ["/products/", "/epayco/checkout/", "/users/profile/"])
def test_a_front_end_of_this_machine_may_call_without_a_setting(api, settings, path):
    # As settings.py has it with DEBUG (test_well_known.py checks which origins fit).
    settings.CORS_ALLOWED_ORIGIN_REGEXES = [r"http://(localhost|127\.0\.0\.1)(:\d+)?\Z"]
    asked = {
        "origin": "http://localhost:5173",
        "access-control-request-method": "POST",
        "access-control-request-headers": "authorization, content-type, idempotency-key",
    }

    response = api.options(path, headers=asked)

    assert response.status_code == 200
    assert response["Access-Control-Allow-Origin"] == asked["origin"]
    allowed = response["Access-Control-Allow-Headers"].split(", ")
    assert {"authorization", "content-type", "idempotency-key"} <= set(allowed)


@pytest.mark.parametrize("call", ["POST /register/", "POST /epayco/checkout/", "POST /login/"])
def test_docs_offer_the_body_of_a_call_that_worked(api, call):
    """It was recorded in the demo shop, whose first product has the id 1 (test_examples.py)."""
    method, path = call.split()
    content = api.get("/schema/").json()["paths"][path][method.lower()]["requestBody"]["content"]

    assert content["application/json"]["example"] == recorded()[call]["request"]
    assert recorded()[call]["responses"].keys() & {"200", "201", "202"}
