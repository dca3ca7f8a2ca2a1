"""The Postman collection has every call of the schema, and no others."""

import json
import re
from collections.abc import Iterator

from django.conf import settings

COLLECTION = settings.BASE_DIR / "postman" / "SmartMart.postman_collection.json"
# Called by the collection, but no part of the API that the schema describes.
BESIDE_THE_SCHEMA = {
    ("GET", "/epayco/response/"),
    ("POST", "/epayco-simulator/payments/"),
    ("GET", "/schema/"),
    ("GET", "/nothing/"),
    ("GET", "/mail/"),
    ("GET", "/mail/*/"),
}
SAMPLES = re.compile(r"\{\{\w+\}\}|\{\w+\}|/there-is-none/")


def template(path: str) -> str:
    """The path with every parameter, variable and sample made one sign."""
    return SAMPLES.sub(lambda match: "/*/" if match[0].startswith("/") else "*", path)


def requests_of(items: list[dict]) -> Iterator[dict]:
    for item in items:
        if "request" in item:
            yield item
        yield from requests_of(item.get("item", []))


def whole() -> dict:
    return json.loads(COLLECTION.read_text(encoding="utf-8"))


def collection() -> list[dict]:
    return list(requests_of(whole()["item"]))


def call_of(item: dict) -> tuple[str, str]:
    path = item["request"]["url"]["raw"].removeprefix("{{base_url}}").partition("?")[0]
    return item["request"]["method"], template(path)


def calls_of_the_schema(api) -> set[tuple[str, str]]:
    paths = api.get("/schema/").json()["paths"]
    return {(method.upper(), template(path)) for path, calls in paths.items() for method in calls}


def test_collection_has_every_call_of_the_schema(api):
    assert calls_of_the_schema(api) - {call_of(item) for item in collection()} == set()


def test_collection_has_no_call_that_is_gone(api):
    known = calls_of_the_schema(api) | BESIDE_THE_SCHEMA

    assert {call_of(item) for item in collection()} - known == set()


def test_every_request_is_tested():
    for item in collection():
        scripts = [event["script"]["exec"] for event in item["event"] if event["listen"] == "test"]
        assert any("to.have.status" in line for lines in scripts for line in lines), item["name"]


def test_it_runs_without_an_environment():
    kept = {variable["key"] for variable in whole()["variable"]}
    text = json.dumps(whole()["item"])
    set_by_scripts = set(re.findall(r"collectionVariables\.set\('(\w+)'", text))
    set_in_a_loop = {name for name in used_in(text) if name.startswith("x_")}

    assert used_in(text) - kept - set_by_scripts - set_in_a_loop == set()
    assert "pm.environment" not in text


def used_in(text: str) -> set[str]:
    return set(re.findall(r"\{\{(\w+)\}\}", text))
