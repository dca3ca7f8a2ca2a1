from django.utils import translation
from drf_spectacular.generators import SchemaGenerator


class EnglishSchemaGenerator(SchemaGenerator):
    """Generate the schema in English, whatever the request's or the shop's language."""

    def get_schema(self, request=None, public=False) -> dict:
        with translation.override("en"):
            return super().get_schema(request, public)
