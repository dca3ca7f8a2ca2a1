"""Products by their whole name or by its beginning, asked of the index that orders lists."""

import json

from django.db import connection

from catalog.models import Product
from catalog.services.slugs import sort_name

# So many names that begin alike are ranked first; of more, it is these.
MOST = 20_000
LENGTH = Product._meta.get_field("sort_name").max_length
# The ids in one value: read row by row, thousands of them cost more than the rest of the search.
# GLOB, because on SQLite no index serves LIKE; sort_name has no signs of either.
BEGINNING = (
    "SELECT {pack}(id) FROM (SELECT id FROM product WHERE sort_name {like} %s LIMIT {most}) AS some"
)
WAYS = {
    "sqlite": ("json_group_array", "GLOB", "*"),
    "mysql": ("JSON_ARRAYAGG", "LIKE", "%"),
}


def same(phrase: str) -> list[int]:
    """The products with this name, whatever signs and accents are in it."""
    wanted = sort_name(phrase)
    if not wanted:
        return []
    rows = Product.objects.filter(sort_name=wanted, deleted_at=None)
    return list(rows.values_list("pk", flat=True))


def beginning(phrase: str) -> list[int]:
    """The products whose names begin so, deleted ones too."""
    wanted = sort_name(phrase)
    if not wanted:
        return []
    pack, like, rest = WAYS[connection.vendor]
    sql = BEGINNING.format(pack=pack, like=like, most=MOST)
    with connection.cursor() as cursor:
        cursor.execute(sql, [wanted[:LENGTH] + rest])
        return json.loads(cursor.fetchone()[0] or "[]")
