from django.utils import translation
from drf_spectacular.generators import SchemaGenerator


class EnglishSchemaGenerator(SchemaGenerator):
    """Describe the API in English, whatever language the request or the shop prefers."""

    def get_schema(self, request=None, public=False) -> dict:
        with translation.override("en"):
            return super().get_schema(request, public)
