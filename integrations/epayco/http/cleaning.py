"""Clean ePayco's responses once on arrival, so that every database can store them."""

import json
from typing import Any

from common.http.parsers import UNSTORABLE

# Responses up to this size are read; less of them is stored.
LARGEST = 320 * 1024
MAX_DEPTH, MAX_MEMBERS = 8, 200
MAX_NAME, MAX_TEXT = 100, 2000
MAX_KEPT = 60_000


class Ambiguous(ValueError):
    """A duplicate name, which two parsers may read differently."""


def read(content: bytes) -> Any:
    """Parse JSON, keeping numbers as strings. Raises ValueError, RecursionError."""
    text = content.decode(json.detect_encoding(content), "replace")
    return json.loads(
        text,
        parse_int=str,
        parse_float=str,
        parse_constant=str,
        object_pairs_hook=once_each,
        strict=False,
    )


def once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Ambiguous("A name is there twice.")
    return found


def cleaned(value: Any, depth: int = 0) -> Any:
    """Replace characters that can't be stored, and limit depth, breadth and length."""
    if isinstance(value, str):
        return UNSTORABLE.sub("\ufffd", value[:MAX_TEXT])
    if not isinstance(value, dict | list):
        return value
    if depth == MAX_DEPTH:
        return "…"
    if isinstance(value, list):
        return [cleaned(item, depth + 1) for item in value[:MAX_MEMBERS]]
    members = list(value.items())[:MAX_MEMBERS]
    return {cleaned(name)[:MAX_NAME]: cleaned(item, depth + 1) for name, item in members}


def kept(answer: dict[str, Any]) -> dict[str, Any]:
    """Return what the ledger stores of a response: all of it, or only its plain values."""
    if len(json.dumps(answer)) <= MAX_KEPT:
        return answer
    plain = {name: value for name, value in answer.items() if not isinstance(value, dict | list)}
    return {name: short(value) for name, value in plain.items()}


def short(value: Any) -> Any:
    return value[:MAX_NAME] if isinstance(value, str) else value
