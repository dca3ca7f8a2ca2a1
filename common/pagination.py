from rest_framework.exceptions import ValidationError
from rest_framework.pagination import PageNumberPagination


class PageNumbers(PageNumberPagination):
    """The one page class of every list: ?page=, ?page_size= (20 by default, 100 at most)."""

    page_size = 20
    max_page_size = 100
    page_size_query_param = "page_size"

    def get_page_size(self, request):
        raw = request.query_params.get("page_size")
        if raw is None:
            return self.page_size
        if not (raw.isascii() and raw.isdigit() and int(raw[:9]) > 0):
            raise ValidationError({"page_size": "A whole number from 1 to 100."}, code="invalid")
        return min(int(raw[:9]), self.max_page_size)
