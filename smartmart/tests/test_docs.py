"""/schema/, /docs/ and /redoc/: nothing inline, nothing from outside."""

import re

import pytest

OUTSIDE = re.compile(r"""(?:src|href)=["'](?:https?:)?//""")
INLINE_SCRIPT = re.compile(r"<script(?![^>]*\bsrc=)[^>]*>")


@pytest.mark.parametrize("address", ["/docs/", "/redoc/"])
def test_page_has_no_inline_script_and_loads_nothing_from_outside(api, address):
    response = api.get(address, HTTP_ACCEPT="text/html")

    page = response.content.decode()
    assert response.status_code == 200
    assert not INLINE_SCRIPT.search(page)
    assert not OUTSIDE.search(page)


@pytest.mark.parametrize("address", ["/docs/", "/redoc/"])
def test_policy_allows_scripts_of_our_own_only(api, address):
    policy = api.get(address)["Content-Security-Policy"]

    assert "script-src 'self';" in policy
    assert "default-src 'self'" in policy


def test_redoc_may_fetch_no_picture_from_outside(api):
    assert "img-src 'self' data:;" in api.get("/redoc/")["Content-Security-Policy"]


def test_every_file_of_the_pages_is_served(api):
    for address in ("/docs/", "/redoc/"):
        page = api.get(address).content.decode()
        for file in re.findall(r"""(?:src|href)="(/[^"]+)""", page):
            assert api.get(file, HTTP_ACCEPT="*/*").status_code == 200, file


def test_swagger_starts_by_a_script_of_its_own(api):
    response = api.get("/docs/?script")

    assert response["Content-Type"] == "application/javascript"
    assert "SwaggerUIBundle" in response.content.decode()


def test_schema_is_json_unless_yaml_is_asked_for(api):
    assert api.get("/schema/").json()["openapi"].startswith("3.")
    assert api.get("/schema/?format=yaml").content.startswith(b"openapi: 3.")


def test_pages_are_no_part_of_the_api(api):
    assert not {"/docs/", "/redoc/", "/schema/"} & set(api.get("/schema/").json()["paths"])
