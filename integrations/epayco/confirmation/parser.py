"""Parse a notification's JSON without altering its fields."""

import json
from collections.abc import Iterable, Mapping
from typing import IO, Any, cast

from django.http import QueryDict
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser

from common.http.parsers import read_json, refuse_constant
from integrations.epayco.confirmation.notice_fields import RELIED_ON, bad, check_text

# JSON's other literals, as a form would send them.
CONSTANTS: dict[object, str] = {None: "", True: "true", False: "false"}


class NoticeJSONParser(BaseParser):
    """Parse JSON and keep numbers as strings: 119000 and 119000.0 have different signatures.

    Returns a QueryDict, so that duplicate names can be detected."""

    media_type = "application/json"

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> QueryDict:
        try:
            pairs = json.loads(
                read_json(stream),
                parse_int=str,
                parse_float=str,
                parse_constant=refuse_constant,
                object_pairs_hook=list,
            )
        except (ValueError, RecursionError) as error:
            raise ParseError("The body is not valid JSON.") from error
        if not isinstance(pairs, list) or not all(isinstance(pair, tuple) for pair in pairs):
            raise ParseError("The body must be one JSON object.")
        return as_querydict(pairs)


def as_querydict(pairs: Iterable[tuple[str, object]]) -> QueryDict:
    fields = QueryDict(mutable=True)
    for name, value in pairs:
        check_text(name)
        if isinstance(value, list):
            if name in RELIED_ON:
                raise bad(name, "invalid", "It must be one value.")
            value = "…"
        fields.appendlist(name, CONSTANTS.get(value, cast("str", value)))
    return fields
