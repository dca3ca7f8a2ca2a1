"""Delivery and the buyer's document: both optional in a checkout, both checked here."""

from typing import Any

from django.core.validators import RegexValidator
from rest_framework import serializers

from business_logic.entities import Delivery, Document, LineFault
from orders.models import DeliveryDetails

PHONE = RegexValidator(r"^\+?[0-9 ()-]{7,32}\Z")
DOCUMENT = RegexValidator(r"^[A-Za-z0-9][A-Za-z0-9.-]{2,19}\Z")
WITH_ADDRESS = ("department", "city", "address", "phone")


class DeliverySerializer(serializers.Serializer):
    """pickup needs nothing more; standard needs department, city, address and phone."""

    method = serializers.ChoiceField(choices=DeliveryDetails.Method.choices)
    department = serializers.CharField(max_length=60, required=False)
    city = serializers.CharField(max_length=80, required=False)
    address = serializers.CharField(max_length=200, required=False)
    phone = serializers.CharField(max_length=32, required=False, validators=[PHONE])

    def validate(self, data: dict[str, Any]) -> dict[str, Any]:
        if data["method"] == DeliveryDetails.Method.STANDARD:
            missing = [name for name in WITH_ADDRESS if not data.get(name)]
            if missing:
                wanted = serializers.ErrorDetail(self.error_messages["required"], code="required")
                raise serializers.ValidationError({name: [wanted] for name in missing})
        return data


class DocumentSerializer(serializers.Serializer):
    """Whom the invoice names."""

    type = serializers.ChoiceField(choices=DeliveryDetails.DocumentType.choices)
    number = serializers.CharField(max_length=20, validators=[DOCUMENT])


def read_details(body: Any) -> tuple[Delivery | None, Document | None, list[LineFault]]:
    """delivery and document of a checkout's body, and what is wrong with them."""
    if not isinstance(body, dict):
        return None, None, []
    delivery, delivery_faults = read(DeliverySerializer, body, "delivery")
    document, document_faults = read(DocumentSerializer, body, "document")
    return (
        Delivery(**delivery) if delivery else None,
        Document(**document) if document else None,
        delivery_faults + document_faults,
    )


def read(
    serializer_class: type[serializers.Serializer], body: dict, name: str
) -> tuple[dict | None, list[LineFault]]:
    if body.get(name) is None:
        return None, []
    serializer = serializer_class(data=body[name])
    if serializer.is_valid():
        return serializer.validated_data, []
    return None, [
        LineFault(None, attr(name, field), error.code, error)
        for field, errors in serializer.errors.items()
        for error in errors
    ]


def attr(name: str, field: str) -> str:
    return name if field == "non_field_errors" else f"{name}.{field}"
