"""Errors in the OpenAPI schema: one envelope, and the meaning of each status."""

from django.db import models
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import Direction, OpenApiResponse
from rest_framework import serializers
from rest_framework.permissions import AllowAny, IsAuthenticated

WITH_BODY = ("POST", "PUT", "PATCH")
MEANINGS = {
    "400": "The request is malformed or violates a rule. See `code` and `attr`.",
    "401": "The token is missing, invalid, expired or revoked.",
    "403": "This user doesn't have permission.",
    "404": "Not found, or not visible to this user.",
    "409": "This `Idempotency-Key` was used with another body.",
    "413": "The request body is too large.",
    "415": "The content type is not supported.",
    "429": "Too many requests. Wait the number of seconds in `Retry-After`.",
    "503": "Temporarily unavailable. Send the request again.",
}


IF_MATCH = {
    "in": "header",
    "name": "If-Match",
    "schema": {"type": "string"},
    "description": "An `ETag`: act only if nothing has changed since, else 412.",
}


class MessageSerializer(serializers.Serializer):
    """A response that only tells people what happened."""

    message = serializers.CharField()


class ErrorType(models.TextChoices):
    VALIDATION_ERROR = "validation_error"
    CLIENT_ERROR = "client_error"
    SERVER_ERROR = "server_error"


class ErrorSerializer(serializers.Serializer):
    code = serializers.CharField(help_text="Stable, for programs.")
    detail = serializers.CharField(help_text="For people.")
    attr = serializers.CharField(
        allow_null=True, help_text="The field, `items.0.price` in a list, null for the whole."
    )


class ErrorResponseSerializer(serializers.Serializer):
    """The body of every 4xx and 5xx response."""

    type = serializers.ChoiceField(choices=ErrorType.choices)
    errors = ErrorSerializer(many=True)


def problem(description: str) -> OpenApiResponse:
    """Return the error envelope with a description of its own."""
    return OpenApiResponse(ErrorResponseSerializer, description=description)


class ShopSchema(AutoSchema):
    """Add the errors that any view can return to drf-spectacular's schema."""

    def get_operation(self, *args) -> dict | None:
        """Complete what a header brings with it: 412 and If-Match, Idempotency-Key and 409."""
        operation = super().get_operation(*args)
        if operation is None:
            return None
        parameters = operation.setdefault("parameters", [])
        if "412" in operation["responses"]:
            parameters.append(IF_MATCH)
        if any(each["name"] == "Idempotency-Key" for each in parameters):
            error = self._get_response_for_code(problem(MEANINGS["409"]), "409")
            operation["responses"]["409"] = error
        if not parameters:
            del operation["parameters"]
        return operation

    def _get_request_body(self, direction: Direction = "request") -> dict | None:
        """Add a body to DELETE if the view sets delete_serializer_class."""
        body = getattr(self.view, "delete_serializer_class", None)
        if self.method != "DELETE" or body is None:
            return super()._get_request_body(direction)
        schema = self.resolve_serializer(body, direction).ref
        return {"content": {"application/json": {"schema": schema}}, "required": True}

    def _get_response_bodies(self, direction: Direction = "response") -> dict:
        responses = super()._get_response_bodies(direction=direction)
        if direction == "response":
            for status in self.error_statuses():
                if status not in responses:
                    error = self._get_response_for_code(problem(MEANINGS[status]), status)
                    responses[status] = error
        return dict(sorted(responses.items()))

    def error_statuses(self) -> list[str]:
        statuses = ["400", "404", "503"]
        if any(self.get_auth()):
            statuses.append("401")
        permissions = {type(permission) for permission in self.view.get_permissions()}
        if permissions - {AllowAny, IsAuthenticated}:
            statuses.append("403")
        if self.method in WITH_BODY:
            statuses += ["413", "415", "429"]
        return statuses
