"""Nested serializers."""

from rest_framework import serializers


class NestedSerializer(serializers.Serializer):
    """A nested serializer that needs its required fields even in a partial update."""

    def to_internal_value(self, data):
        found = super().to_internal_value(data)
        missing = [
            name
            for name, field in self.fields.items()
            if field.required and not field.read_only and field.source not in found
        ]
        if missing:
            text = serializers.Field.default_error_messages["required"]
            error = serializers.ErrorDetail(text, code="required")
            raise serializers.ValidationError({name: [error] for name in missing})
        return found
