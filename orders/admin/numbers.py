"""Search the admin's lists by the short order number."""

from django.db.models import QuerySet
from django.http import HttpRequest

from orders.models.order import NUMBER_OFFSET

LONGEST_NUMBER = 12


class NumberSearchMixin:
    # The lookup that leads from a row to its order's primary key.
    order_lookup = "order_id"

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        found, may_repeat = super().get_search_results(request, queryset, search_term)
        number = search_term.strip()
        if number.isascii() and number.isdecimal() and len(number) <= LONGEST_NUMBER:
            found = found | queryset.filter(**{self.order_lookup: int(number) - NUMBER_OFFSET})
        return found, may_repeat
