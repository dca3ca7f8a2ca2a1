"""The Idempotency-Key of a request: a repeat with the same key gets the first response again."""

import hashlib
import json
from dataclasses import dataclass

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.request import Request

LONGEST = 255
PARAMETER = OpenApiParameter(
    "Idempotency-Key",
    location=OpenApiParameter.HEADER,
    description="A request repeated with the same key gets the first response again (5 minutes); "
    "the same key with another body is 409.",
)


@dataclass(frozen=True)
class Idempotency:
    """key is unique per user, scope and Idempotency-Key; digest stands for the body."""

    key: str
    digest: str


def read(request: Request, scope: str = "") -> Idempotency | None:
    """Return the request's key, or None if it has none. Raises ValidationError.

    scope: the same key in different scopes is not a repeat."""
    given = request.headers.get("Idempotency-Key", "").strip()
    if not given:
        return None
    if len(given) > LONGEST or not (given.isascii() and given.isprintable()):
        detail = _("At most %d printable ASCII characters.") % LONGEST
        raise ValidationError({"Idempotency-Key": ErrorDetail(detail, code="invalid")})
    body = json.dumps(request.data, sort_keys=True)
    return Idempotency(
        key=hashlib.sha256(f"{scope}{request.user.pk} {given}".encode()).hexdigest(),
        digest=hashlib.sha256(body.encode()).hexdigest(),
    )
