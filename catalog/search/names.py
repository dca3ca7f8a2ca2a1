"""Find products by their whole name or its beginning, with the index that sorts lists."""

import json

from django.db import connection

from catalog.models import Product
from catalog.services.slugs import sort_name

# At most this many products whose names begin with the text are ranked first.
MOST = 20_000
LENGTH = Product._meta.get_field("sort_name").max_length
# All ids in one value: reading thousands of rows would cost more than the rest of the search.
# GLOB, because SQLite uses no index for LIKE; sort_name contains no wildcards of either.
BEGINNING = (
    "SELECT {pack}(id) FROM (SELECT id FROM product WHERE sort_name {like} %s LIMIT {most}) AS some"
)
WAYS = {
    "sqlite": ("json_group_array", "GLOB", "*"),
    "mysql": ("JSON_ARRAYAGG", "LIKE", "%"),
}


def same(phrase: str) -> list[int]:
    """Return the products with this name, ignoring punctuation and accents."""
    wanted = sort_name(phrase)
    if not wanted:
        return []
    rows = Product.objects.filter(sort_name=wanted, deleted_at=None)
    return list(rows.values_list("pk", flat=True))


def beginning(phrase: str) -> list[int]:
    """Return the products whose names begin with this text, including deleted ones."""
    wanted = sort_name(phrase)
    if not wanted:
        return []
    pack, like, rest = WAYS[connection.vendor]
    sql = BEGINNING.format(pack=pack, like=like, most=MOST)
    with connection.cursor() as cursor:
        cursor.execute(sql, [wanted[:LENGTH] + rest])
        return json.loads(cursor.fetchone()[0] or "[]")
