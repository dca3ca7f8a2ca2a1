from rest_framework.settings import api_settings

from catalog.public.category_lists import walk_page
from catalog.public.cursor_pages import cursor_page
from catalog.public.listing import Listing
from catalog.public.tree import Node
from common.http.cursors import Page

CORRECTED = (
    "Only with ?search=: the words that were looked for, where those that were asked for are found"
    " nowhere; else null."
)
COUNT = "How long the whole list is, exact as of the last committed change of the catalogue."


class CatalogPages(api_settings.DEFAULT_PAGINATION_CLASS):
    """Pagination of the catalog lists, with a note on count in the schema."""

    def get_paginated_response_schema(self, schema: dict) -> dict:
        described = super().get_paginated_response_schema(schema)
        described["properties"]["count"]["description"] = COUNT
        return described

    def walk(self, listing: Listing, text: str, size: int) -> Page:
        return cursor_page(listing, text, size)


class ProductPages(CatalogPages):
    """Pagination of products, which adds `corrected` to searches."""

    def get_paginated_response_schema(self, schema: dict) -> dict:
        described = super().get_paginated_response_schema(schema)
        described["properties"]["corrected"] = {
            "type": "string",
            "nullable": True,
            "description": CORRECTED,
        }
        return described


class CategoryPages(CatalogPages):
    """Pagination of categories; with ?tree=true the response is the array of all roots."""

    def paginate_queryset(self, queryset, request, view=None):
        self.view = view
        return super().paginate_queryset(queryset, request, view)

    def walk(self, nodes: list[Node], text: str, size: int) -> Page:
        return walk_page(nodes, self.view.walked_by, text, size)

    def get_paginated_response_schema(self, schema: dict) -> dict:
        # schema is the array of results.
        branch = {"type": "object", "properties": {"children": schema}, "required": ["children"]}
        tree = {"type": "array", "items": {"allOf": [schema["items"], branch]}}
        return {"oneOf": [super().get_paginated_response_schema(schema), tree]}
