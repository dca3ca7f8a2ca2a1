"""Address serializers for the address book."""

from rest_framework import serializers

from common.colombia.places import UnknownPlace, find_place
from users import validators
from users.identity import check_visible
from users.models import Address


class AddressSerializer(serializers.ModelSerializer):
    """department and city are names (case and accents don't matter) or DANE codes."""

    # Stored as Address.default_of: see users/accounts/address_book.py.
    is_default = serializers.BooleanField(required=False)

    class Meta:
        model = Address
        fields = (
            *("id", "label", "name", "phone", "department", "city", "city_code", "address"),
            "is_default",
        )
        read_only_fields = ("city_code",)
        extra_kwargs = {
            "phone": {"validators": [validators.check_phone]},
            "label": {"validators": [check_visible]},
            "name": {"validators": [check_visible]},
            "address": {"validators": [validators.check_shows_something]},
        }

    def validate(self, data: dict) -> dict:
        if not {"department", "city"} & data.keys():
            return data
        department, city = (
            data[name] if name in data else getattr(self.instance, name)
            for name in ("department", "city")
        )
        try:
            place = find_place(department, city)
        except UnknownPlace as error:
            raise serializers.ValidationError(
                {error.field: error.detail}, code=error.code
            ) from error
        names = {"department": place.department, "city": place.city, "city_code": place.city_code}
        return data | names
