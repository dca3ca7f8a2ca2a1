"""Validate delivery and the buyer's document, both optional in a checkout."""

from typing import Any

from django.core.validators import RegexValidator
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.serializers import ErrorDetail

from business_logic.entities import Delivery, Document, LineError
from common.colombia import documents
from common.colombia.places import UnknownPlace, find_place
from common.text import shows_something
from orders.models import DeliveryDetails

PHONE = RegexValidator(r"^\+?[0-9 ()-]{7,32}\Z")
PLACE = ("department", "city")
Serializer = type[serializers.Serializer]


class DeliveryChoiceSerializer(serializers.Serializer):
    """pickup has no address; standard needs all fields. department and city: name or DANE code, as
    GET /places/ lists them."""

    NEEDED = (*PLACE, "address", "phone")

    method = serializers.ChoiceField(choices=DeliveryDetails.Method.choices)
    department = serializers.CharField(max_length=60, required=False, allow_blank=True)
    city = serializers.CharField(max_length=80, required=False, allow_blank=True)
    address = serializers.CharField(max_length=200, required=False, allow_blank=True)
    phone = serializers.CharField(
        max_length=32, required=False, allow_blank=True, validators=[PHONE]
    )

    def validate(self, data: dict[str, Any]) -> dict[str, Any]:
        if data["method"] == DeliveryDetails.Method.PICKUP:
            return self.pickup(data)
        missing = [name for name in self.NEEDED if not shows_something(data.get(name, ""))]
        wanted = ErrorDetail(self.error_messages["required"], code="required")
        refuse(dict.fromkeys(missing, wanted))
        return data | official_place(data["department"], data["city"])

    def pickup(self, data: dict[str, Any]) -> dict[str, Any]:
        """Drop the address of a pick-up."""
        given = [name for name in (*PLACE, "address") if data.get(name)]
        unwanted = ErrorDetail(_("Pickup can't have a delivery address."), code="invalid")
        refuse(dict.fromkeys(given, unwanted))
        return {"method": data["method"]}


class QuotedPlaceSerializer(DeliveryChoiceSerializer):
    """Delivery of a quote: method and place are enough."""

    NEEDED = PLACE


def refuse(faults: dict[str, ErrorDetail]) -> None:
    if faults:
        raise serializers.ValidationError({name: [fault] for name, fault in faults.items()})


def official_place(department: str, city: str) -> dict[str, str]:
    """Return the place with its official names and code."""
    try:
        place = find_place(department, city)
    except UnknownPlace as error:
        refuse({error.field: ErrorDetail(str(error.detail), code=error.code)})
    return {"department": place.department, "city": place.city, "city_code": place.city_code}


class BuyerDocumentSerializer(serializers.Serializer):
    """The document on the invoice. CC: 3 to 10 digits, CE: 3 to 12 letters or digits, PP: 5 to 20,
    NIT: 9 digits and the check digit, which is added if missing."""

    type = serializers.ChoiceField(choices=DeliveryDetails.DocumentType.choices)
    number = serializers.CharField(max_length=40)

    def validate(self, data: dict[str, str]) -> dict[str, str]:
        try:
            return data | {"number": documents.clean(data["type"], data["number"])}
        except documents.WrongCheckDigit:
            fault = _("The check digit of this NIT is wrong."), "invalid_check_digit"
        except ValueError:
            fault = _("This is not a valid number for this type of document."), "invalid"
        return refuse({"number": ErrorDetail(*fault)})


def read_details(
    body: Any, *, is_quote: bool = False
) -> tuple[Delivery | None, Document | None, list[LineError]]:
    """Return delivery and document of a checkout's body, and their errors."""
    if not isinstance(body, dict):
        return None, None, []
    shape = QuotedPlaceSerializer if is_quote else DeliveryChoiceSerializer
    delivery, delivery_faults = read(shape, body, "delivery")
    document, document_faults = read(BuyerDocumentSerializer, body, "document")
    return (
        Delivery(**delivery) if delivery else None,
        Document(**document) if document else None,
        delivery_faults + document_faults,
    )


def read(
    serializer_class: Serializer, body: dict, name: str
) -> tuple[dict | None, list[LineError]]:
    if body.get(name) is None:
        return None, []
    serializer = serializer_class(data=body[name])
    if serializer.is_valid():
        return serializer.validated_data, []
    return None, [
        LineError(None, attr(name, field), error.code, error)
        for field, errors in serializer.errors.items()
        for error in errors
    ]


def attr(name: str, field: str) -> str:
    return name if field == "non_field_errors" else f"{name}.{field}"
