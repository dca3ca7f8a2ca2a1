"""The OpenAPI schema: valid, without warnings, with all errors."""

import pytest
from django.core.management import call_command

METHODS = {"get", "post", "put", "patch", "delete"}


@pytest.fixture
def operations(api) -> list[tuple[str, dict]]:
    """(name, operation) of every call in the schema."""
    paths = api.get("/schema/").json()["paths"]
    return [
        (f"{method.upper()} {path}", operation)
        for path, calls in paths.items()
        for method, operation in calls.items()
        if method in METHODS
    ]


def test_schema_is_valid_and_has_no_warning(tmp_path, capsys):
    call_command("spectacular", "--validate", "--fail-on-warn", file=str(tmp_path / "schema.yml"))


def test_every_error_has_the_one_envelope_and_a_description(operations):
    for name, operation in operations:
        for status, answer in operation["responses"].items():
            if status < "400":
                continue
            (content,) = answer["content"].values()
            assert content["schema"] == {"$ref": "#/components/schemas/ErrorResponse"}, name
            assert answer["description"], name


def test_every_call_has_one_tag_and_says_what_it_answers(operations):
    tags = {"accounts", "users", "catalogue", "checkout", "orders", "platform"}

    for name, operation in operations:
        assert len(operation["tags"]) == 1, name
        assert operation["tags"][0] in tags, name
        assert any(status < "400" for status in operation["responses"]), name


def test_call_that_needs_a_token_names_401(operations):
    for name, operation in operations:
        if operation.get("security") and {} not in operation["security"]:
            assert "401" in operation["responses"], name
