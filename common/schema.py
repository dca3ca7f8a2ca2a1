"""What the OpenAPI schema says about errors: one envelope, and when each status comes."""

from django.db import models
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import Direction, OpenApiResponse
from rest_framework import serializers
from rest_framework.permissions import AllowAny, IsAuthenticated

WITH_BODY = ("POST", "PUT", "PATCH")
MEANINGS = {
    "400": "The request is malformed, or breaks a rule: `code` says which, `attr` where.",
    "401": "No token, or one that is expired, revoked or not understood.",
    "403": "This user may not do it.",
    "404": "There is nothing at this address, or nothing that this user may see.",
    "413": "The request body is too large.",
    "415": "The content type is not understood.",
    "429": "Too many requests: wait as many seconds as `Retry-After` says.",
    "503": "Briefly unavailable: the same request may succeed in a moment.",
}


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
    """The one shape of every answer with 4xx or 5xx."""

    type = serializers.ChoiceField(choices=ErrorType.choices)
    errors = ErrorSerializer(many=True)


def problem(description: str) -> OpenApiResponse:
    """The error envelope, for a view that has more to say about one of its statuses."""
    return OpenApiResponse(ErrorResponseSerializer, description=description)


class ShopSchema(AutoSchema):
    """drf-spectacular's schema of a view, with the errors that every view may answer."""

    def _get_request_body(self, direction: Direction = "request") -> dict | None:
        """DELETE has a body where its view names a delete_serializer_class."""
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
