"""GET /places/: the list that address forms choose from."""

import hashlib
import json
from functools import cache

from django.http import HttpResponse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import cache_control
from django.views.decorators.http import etag
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.views import APIView

from common.colombia.places import departments


class CitySerializer(serializers.Serializer):
    code = serializers.CharField(help_text="DANE's code: 05001.")
    name = serializers.CharField()


class DepartmentSerializer(CitySerializer):
    code = serializers.CharField(help_text="DANE's code: 05.")
    cities = CitySerializer(many=True)


@cache
def body() -> bytes:
    """Return the whole list as JSON; it never changes at runtime."""
    rows = [
        {
            "code": department.code,
            "name": department.name,
            "cities": [{"code": city.city_code, "name": city.city} for city in department.cities],
        }
        for department in departments().values()
    ]
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode()


@cache
def tag() -> str:
    return f'"{hashlib.sha256(body()).hexdigest()[:16]}"'


@method_decorator(cache_control(public=True, max_age=24 * 3600), name="dispatch")
@method_decorator(etag(lambda request: tag()), name="dispatch")
class PlacesView(APIView):
    """Departments and municipalities."""

    authentication_classes: list = []
    permission_classes = [AllowAny]
    pagination_class = None

    @extend_schema(responses=DepartmentSerializer(many=True), tags=["platform"])
    def get(self, request):
        """List all departments of Colombia with their municipalities (DIVIPOLA), unpaginated."""
        return HttpResponse(body(), content_type="application/json")
