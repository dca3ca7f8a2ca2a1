import django_filters
from django.contrib.auth.models import Group
from rest_framework.exceptions import ErrorDetail, ValidationError

from common.http.filters import (
    ListFilterSet,
    SearchTextFilter,
    StrictBooleanFilter,
    StrictOrderingFilter,
)
from common.text import plain


class UserFilter(ListFilterSet):
    """Filters of the account list."""

    search = SearchTextFilter(method="filter_search", label="E-mail, username, or names")
    is_active = StrictBooleanFilter()
    group = django_filters.CharFilter(method="filter_group", max_length=150, label="Its name")
    ordering = StrictOrderingFilter(fields=("email", "username", "created_at", "updated_at"))

    def filter_search(self, queryset, name, value):
        for word in plain(value).split():
            queryset = queryset.filter(search_text__contains=word)
        return queryset

    def filter_group(self, queryset, name, value):
        # Compared in Python: MySQL's collation would treat "user" and "User" as equal.
        for group in Group.objects.all():
            if group.name == value:
                return queryset.filter(groups=group)
        raise ValidationError({name: [ErrorDetail("Group not found.", "invalid_choice")]})
