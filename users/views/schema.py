"""What the schema says about answers that drf-standardized-errors does not find by itself."""

from drf_spectacular.utils import OpenApiResponse
from drf_standardized_errors.openapi_serializers import (
    ErrorResponse401Serializer,
    ErrorResponse429Serializer,
)

ACCOUNTS = ["accounts"]
USERS = ["users"]
UNAUTHORIZED = OpenApiResponse(ErrorResponse401Serializer, description="The token is dead.")
LOGIN_REFUSED = OpenApiResponse(
    ErrorResponse401Serializer,
    description="`invalid_credentials`: wrong password, unknown e-mail or inactive account.",
)
THROTTLED = OpenApiResponse(
    ErrorResponse429Serializer, description="Too many; wait as many seconds as Retry-After says."
)
