"""If-Match: apply a write only to the state that its sender saw."""

import hashlib
import json
from collections.abc import Callable

from django.utils.http import parse_etags
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import APIException
from rest_framework.request import Request

# Derived from other rows than the written one.
OF_OTHERS = ("children", "variants")


class PreconditionFailed(APIException):
    status_code = 412
    default_code = "precondition_failed"
    default_detail = _("It has changed. Get it again.")


def state_of(shown: dict) -> str:
    """Return a digest of one shown product or category: the last part of its ETag."""
    own = {name: value for name, value in shown.items() if name not in OF_OTHERS}
    return hashlib.blake2b(json.dumps(own).encode(), digest_size=12).hexdigest()


def check_of(request: Request, show: Callable[[int], dict]) -> Callable[[int], None] | None:
    """Return the check that a service calls under its lock, or None without a condition.

    show: returns what the API shows of the row with this id, read now."""
    given = request.META.get("HTTP_IF_MATCH", "").strip()
    if given in ("", "*"):
        return None
    states = {tag.removeprefix("W/").strip('"').rpartition("-")[2] for tag in parse_etags(given)}

    def check(pk: int) -> None:
        if state_of(show(pk)) not in states:
            raise PreconditionFailed()

    return check
