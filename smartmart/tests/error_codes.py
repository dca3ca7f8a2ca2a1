"""Find the API's error codes: in its source, its fields and its responses."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from drf_standardized_errors.types import Error
from rest_framework import serializers

from smartmart.http.errors import ErrorFormatter
from smartmart.openapi.error_codes import CODES

APPS = ("business_logic", "catalog", "common", "integrations", "orders", "smartmart", "users")
# The simulator speaks ePayco's language, and tests their own.
ELSEWHERE = {"tests", "simulator", "migrations"}
CODE = re.compile(r"[a-z]+(_[a-z]+)*")
TELLING = (ast.Call, ast.Assign, ast.AnnAssign, ast.FunctionDef, ast.ClassDef)


class ExplainedOnly(ErrorFormatter):
    """The formatter of the whole suite: answers no code that isn't explained."""

    def get_errors(self) -> list[Error]:
        errors = super().get_errors()
        unknown = {str(error.code) for error in errors} - CODES.keys()
        assert not unknown, f"smartmart/openapi/error_codes.py lacks {unknown}"
        return errors


def trees() -> Iterator[ast.Module]:
    for app in APPS:
        for path in (settings.BASE_DIR / app).rglob("*.py"):
            if not ELSEWHERE & set(path.parts):
                yield ast.parse(path.read_text(encoding="utf-8"))


def literals(node: ast.AST) -> Iterator[str]:
    """The codes that an expression names: "x", or "x" if y else "z"."""
    if isinstance(node, ast.Constant | ast.IfExp):
        for part in ast.walk(node):
            if isinstance(part, ast.Constant) and CODE.fullmatch(str(part.value)):
                yield str(part.value)


def parameters(node: ast.AST) -> list[str]:
    """The names that a call gives by position: of a function or of a class."""
    if isinstance(node, ast.FunctionDef):
        return [each.arg for each in node.args.args if each.arg not in ("self", "cls")]
    if isinstance(node, ast.ClassDef):
        init = [one for one in node.body if getattr(one, "name", "") == "__init__"]
        fields = [one for one in node.body if isinstance(one, ast.AnnAssign)]
        return parameters(init[0]) if init else [getattr(one.target, "id", "") for one in fields]
    return []


def in_source() -> set[str]:
    """Every code="…", default_code = "…", key of error messages, and argument named code."""
    nodes = [node for tree in trees() for node in ast.walk(tree) if isinstance(node, TELLING)]
    places = defaultdict(set, {"ErrorDetail": {1}, "ValidationError": {1}, "fail": {0}})
    for node in nodes:
        if "code" in (names := parameters(node)):
            places[node.name].add(names.index("code"))
    return {code for node in nodes for code in named_by(node, places)}


def named_by(node: ast.AST, places: dict[str, set[int]]) -> Iterator[str]:
    if isinstance(node, ast.Call):
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        given = [each.value for each in node.keywords if each.arg == "code"]
        given += [node.args[at] for at in places.get(name, ()) if at < len(node.args)]
        for each in given:
            yield from literals(each)
    elif isinstance(node, ast.Assign | ast.AnnAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        names = {getattr(each, "id", getattr(each, "attr", "")) for each in targets}
        if names & {"code", "default_code"} and node.value:
            yield from literals(node.value)
        if isinstance(node.value, ast.Dict) and any(n.endswith("error_messages") for n in names):
            for key in node.value.keys:
                yield from literals(key)


def below(kind: type) -> Iterator[type]:
    for each in kind.__subclasses__():
        yield each
        yield from below(each)


def of_field(field: Any) -> set[str]:
    """The codes of a serializer, of one of its fields, or of a form's."""
    found = set(field.error_messages)
    found |= {str(each.code) for each in field.validators if getattr(each, "code", None)}
    parts = list(getattr(field, "fields", {}).values())
    parts += [getattr(field, name, None) for name in ("child", "child_relation")]
    return found.union(*(of_field(part) for part in parts if part is not None))


def of_serializers() -> set[str]:
    """The codes of the project's own serializers, whether or not a test sends them something."""
    own = {each for each in below(serializers.Serializer) if each.__module__.split(".")[0] in APPS}
    bases = {each for each in own if issubclass(each, serializers.ModelSerializer)}
    abstract = {each for each in bases if not hasattr(each, "Meta")}
    return set().union(*(of_field(each()) for each in own - abstract))
