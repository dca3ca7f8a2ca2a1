"""Parse request bodies: strict JSON, and only values that the database can store."""

import json
import re

from django.conf import settings
from rest_framework.exceptions import APIException, ParseError
from rest_framework.parsers import BaseParser

MAX_DEPTH = 20
# Checking millions of tiny values takes seconds; no legitimate body has this many commas.
MAX_COMMAS = 50_000
# NUL and lone surrogates.
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


class BodyTooLarge(APIException):
    status_code = 413
    default_code = "request_too_large"
    default_detail = "The request body is too large."


def read_limited(stream) -> bytes:
    """Return the whole body. Raises 413 if it is too large."""
    limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    body = stream.read(limit + 1)
    if len(body) > limit:
        raise BodyTooLarge()
    return body


def read_json(stream) -> str:
    """Decode a JSON body. Raises ParseError."""
    try:
        text = read_limited(stream).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ParseError("The body is not valid JSON.") from error
    if text.count(",") > MAX_COMMAS:
        raise ParseError("The JSON has too many values.")
    return text


def check_value(value, depth: int = 0) -> None:
    """Reject what JSON allows but no column can store: NUL, lone surrogates, deep nesting."""
    if depth > MAX_DEPTH:
        raise ParseError("The JSON is nested too deeply.")
    if isinstance(value, dict):
        for key, item in value.items():
            check_value(key, depth + 1)
            check_value(item, depth + 1)
    elif isinstance(value, list):
        for item in value:
            check_value(item, depth + 1)
    elif isinstance(value, str) and UNSTORABLE.search(value):
        raise ParseError("The text has characters that cannot be stored.")


def refuse_constant(name: str):
    raise ValueError(f"{name} is not JSON")


class StrictJSONParser(BaseParser):
    media_type = "application/json"

    def parse(self, stream, media_type=None, parser_context=None):
        try:
            data = json.loads(read_json(stream), parse_constant=refuse_constant)
        except (ValueError, RecursionError) as error:
            raise ParseError("The body is not valid JSON.") from error
        check_value(data)
        return data
