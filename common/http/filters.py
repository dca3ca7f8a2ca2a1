"""Strict query parameters of lists: a bad value is a 400, never ignored."""

import django_filters
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field

from common.http.filter_fields import (
    AfterField,
    BeforeField,
    IdsField,
    IsoTimeField,
    NamesField,
    StrictBooleanField,
    StrictNumberField,
    TextsField,
)

MAX_SEARCH_LENGTH = 200


class StrictBooleanFilter(django_filters.BooleanFilter):
    """true or false only."""

    field_class = StrictBooleanField


class StrictNumberFilter(django_filters.NumberFilter):
    """A plain decimal number of at most 12 digits before the point."""

    field_class = StrictNumberField

    def get_max_validator(self):
        return None


@extend_schema_field(OpenApiTypes.DATETIME)
class StrictTimeFilter(django_filters.Filter):
    """An ISO 8601 time."""

    field_class = IsoTimeField

    def __init__(self, *args, **kwargs):
        super().__init__(*args, max_length=40, **kwargs)


class AfterFilter(StrictTimeFilter):
    field_class = AfterField

    def __init__(self, *args, **kwargs):
        super().__init__(*args, lookup_expr="gt", **kwargs)


class BeforeFilter(StrictTimeFilter):
    field_class = BeforeField

    def __init__(self, *args, **kwargs):
        super().__init__(*args, lookup_expr="lt", **kwargs)


@extend_schema_field(OpenApiTypes.STR)
class SearchTextFilter(django_filters.CharFilter):
    """Free text of limited length; the form field rejects NUL characters."""

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("max_length", MAX_SEARCH_LENGTH)
        super().__init__(*args, **kwargs)


@extend_schema_field(OpenApiTypes.STR)
class IdsFilter(django_filters.Filter):
    """?ids=1,2,3"""

    field_class = IdsField


@extend_schema_field({"type": "array", "items": {"type": "string"}})
class TextsFilter(django_filters.Filter):
    """?category=one&category=two"""

    field_class = TextsField


class StrictOrderingFilter(django_filters.OrderingFilter):
    """?ordering= by a list of names; ties are broken by id, in the last name's direction."""

    base_field_class = NamesField

    def filter(self, qs, value):
        if not value:
            return qs
        names = [self.get_ordering_value(name) for name in value]
        tie = "-id" if str(names[-1]).startswith("-") else "id"
        return qs.order_by(*names, tie)


class ListFilterSet(django_filters.FilterSet):
    """Filters that every list has."""

    updated_after = StrictTimeFilter(field_name="updated_at", lookup_expr="gt")
    ordering = StrictOrderingFilter(fields=("created_at", "updated_at"))
