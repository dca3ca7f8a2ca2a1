"""Each error code is explained, and returned once per field."""

from django_filters import FilterSet
from rest_framework.exceptions import ErrorDetail, ValidationError

import smartmart.urls  # noqa: F401
from smartmart.http.errors import ErrorFormatter
from smartmart.openapi.error_codes import CODES
from smartmart.tests import error_codes

# Times are in responses only; JSON holds no datetime object; a query repeats, it has no lists.
NEVER_ANSWERED = {"date", "datetime", "make_aware", "overflow", "invalid_list"}


def test_each_code_in_the_source_is_explained():
    found = error_codes.in_source()

    assert {"hidden", "price_changed", "last_superuser", "ambiguous", "busy"} <= found
    assert found - CODES.keys() == set()


def test_each_code_of_a_body_is_explained():
    found = error_codes.of_serializers()

    assert {"not_a_dict", "null_characters_not_allowed", "control", "max_whole_digits"} <= found
    assert found - NEVER_ANSWERED - CODES.keys() == set()


def test_each_code_of_a_query_is_explained():
    filters = [each for kind in error_codes.below(FilterSet) for each in kind.base_filters.values()]
    found = set().union(*(error_codes.of_field(each.field) for each in filters))

    assert {"null_characters_not_allowed", "invalid_choice", "max_length"} <= found
    assert found - NEVER_ANSWERED - CODES.keys() == set()


def test_a_field_gives_a_code_once(api, superuser, client_of):
    """A name of 151 letters is too long both as typed and as kept."""
    root, long = client_of(superuser), {"username": "x" * 151}
    whole = {**long, "email": "ana@mail.example", "password": "tinto-y-arepa-93"}

    for response in (
        api.post("/register/", whole),
        root.post("/users/", whole),
        root.patch("/users/profile/", long),
        root.patch(f"/users/{superuser.pk}/", long),
    ):
        errors = response.json()["errors"]
        assert [(one["attr"], one["code"]) for one in errors] == [("username", "max_length")]


def test_an_error_without_a_code_is_invalid():
    error = ValidationError({"a": [ErrorDetail("x", code=None)]})

    assert [one.code for one in ErrorFormatter(error, {}, error).get_errors()] == ["invalid"]


def test_different_fields_and_codes_are_all_told():
    faults = {"a": [("x", "one"), ("y", "two"), ("z", "one")], "b": [("x", "one")]}
    detail = {
        name: [ValidationError(*each).detail[0] for each in each_fault]
        for name, each_fault in faults.items()
    }
    errors = ErrorFormatter(ValidationError(detail), {}, ValidationError(detail)).get_errors()

    assert [(one.attr, one.code, one.detail) for one in errors] == [
        *(("a", "one", "x"), ("a", "two", "y"), ("b", "one", "x"))
    ]
