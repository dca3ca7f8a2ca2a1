from collections.abc import Sequence

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import PageNumberPagination
from rest_framework.response import Response
from rest_framework.utils.urls import remove_query_param, replace_query_param

from common.http import cursors

# Columns that never change, so rows ordered by them keep their position.
KEEPING = ("created_at", "-created_at", "id", "-id")
DESCRIPTION = (
    "Empty to begin: walks the list, whatever changes meanwhile, by the cursors in next and"
    " previous; there is no count then."
)


class PageNumbers(PageNumberPagination):
    """Pagination of every list: ?page= and ?page_size= (default 20, at most 100), or ?cursor=."""

    page_size = 20
    max_page_size = 100
    page_size_query_param = "page_size"
    cursor_query_param = "cursor"
    walked: cursors.Page | None = None

    def get_page_size(self, request):
        raw = request.query_params.get("page_size")
        if raw is None:
            return self.page_size
        if not (raw.isascii() and raw.isdigit() and int(raw[:9]) > 0):
            detail = _("A whole number from 1 to %d.") % self.max_page_size
            raise ValidationError({"page_size": detail}, code="invalid")
        return min(int(raw[:9]), self.max_page_size)

    def paginate_queryset(self, queryset, request, view=None):
        text = request.query_params.get(self.cursor_query_param)
        if text is None:
            return super().paginate_queryset(queryset, request, view)
        self.request = request
        self.walked = self.walk(queryset, text, self.get_page_size(request))
        return self.walked.rows

    def walk(self, queryset: QuerySet, text: str, size: int) -> cursors.Page:
        order = order_of(queryset)
        cursor = cursors.read(text, order)
        moved_column = cursors.moved_column_of(order, KEEPING)
        return cursors.Walk(queryset, moved_column=moved_column).page(cursor, size)

    def get_paginated_response(self, data):
        if self.walked is None:
            return super().get_paginated_response(data)
        links = {"next": self.link(self.walked.next), "previous": self.link(self.walked.previous)}
        return Response({**links, "results": data})

    def link(self, cursor: cursors.Cursor | None) -> str | None:
        if cursor is None:
            return None
        url = remove_query_param(self.request.build_absolute_uri(), self.page_query_param)
        return replace_query_param(url, self.cursor_query_param, cursor.text())

    def get_schema_operation_parameters(self, view):
        cursor = {
            "name": self.cursor_query_param,
            "required": False,
            "in": "query",
            "description": DESCRIPTION,
            "schema": {"type": "string"},
        }
        return [*super().get_schema_operation_parameters(view), cursor]

    def get_paginated_response_schema(self, schema):
        described = super().get_paginated_response_schema(schema)
        described["required"] = [name for name in described["required"] if name != "count"]
        return described


def order_of(queryset: QuerySet) -> Sequence[str]:
    """Return the columns that the list is ordered by, without the tie-breaking id."""
    names = list(queryset.query.order_by or queryset.model._meta.ordering)
    if len(names) > 1 and names[-1] in ("id", "-id"):
        names.pop()
    return names
