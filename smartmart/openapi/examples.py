"""Add real requests and responses to the schema.

examples.json is recorded by smartmart/tests/test_examples.py, which fails if it is out of date."""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("examples.json")
# Errors that any call can return.
ANY_CALL = "any"


@cache
def recorded() -> dict[str, dict]:
    return json.loads(FILE.read_text(encoding="utf-8")) if FILE.exists() else {}


def add_examples(result: dict, generator, request, public) -> dict:
    """Postprocess the schema (drf-spectacular hook)."""
    shared = recorded().get(ANY_CALL, {}).get("responses", {})
    for name, operation in operations(result):
        found = recorded().get(name, {})
        add_parameters(operation, found.get("params", {}))
        if "request" in found:
            for content in operation.get("requestBody", {}).get("content", {}).values():
                content["example"] = found["request"]
        for status, response in operation["responses"].items():
            own = found.get("responses", {}).get(status)
            examples = own or references(shared.get(status, {}), "requestBody" in operation)
            add_to_response(response, examples)
    shared_values = {code: value for codes in shared.values() for code, value in codes.items()}
    components = result.setdefault("components", {})
    components["examples"] = {code: {"value": value} for code, value in shared_values.items()}
    return result


def operations(schema: dict) -> Iterator[tuple[str, dict]]:
    """("GET /products/", operation) of each call."""
    for path, calls in schema["paths"].items():
        for method, operation in calls.items():
            yield f"{method.upper()} {path}", operation


def add_parameters(operation: dict, values: dict) -> None:
    for parameter in operation.get("parameters", []):
        if parameter["in"] == "path" and parameter["name"] in values:
            parameter["example"] = values[parameter["name"]]


def references(codes: dict, has_body: bool) -> dict:
    """Refer to the shared examples. Only a body can be malformed JSON."""
    fitting = [code for code in codes if has_body or code != "parse_error"]
    return {code: {"$ref": f"#/components/examples/{code}"} for code in fitting}


def add_to_response(response: dict, examples: dict) -> None:
    content = response.get("content", {}).get("application/json")
    if content is not None and examples:
        content["examples"] = {
            code: each if "$ref" in each else {"value": each} for code, each in examples.items()
        }
