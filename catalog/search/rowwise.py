"""Search by scanning the rows, without the index: exact, but slow in a large shop."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q, QuerySet

from catalog.models import Product
from catalog.public.tree import Tree
from catalog.search.bitmaps import of_ids


def matching(asked: Sequence[str], tree: Tree) -> Q:
    """Return the condition that each word occurs somewhere."""
    found = Q()
    for word in asked:
        categories = [node.id for node in tree.nodes.values() if word in node.search_text]
        found &= (
            Q(search_text__contains=word)
            | Q(sku__icontains=word)
            | Q(barcode__contains=word)
            | Q(variants_text__contains=word)
            | Q(category_id__in=categories)
        )
    return found if asked else Q(pk__in=[])


def tiers(asked: Sequence[str], tree: Tree, *, sees_all: bool) -> tuple[int, ...]:
    """Return ids in tiers: those with all words in the name, then the others."""
    rows = visible(tree, sees_all=sees_all).filter(matching(asked, tree))
    every = of_ids(rows.order_by().values_list("pk", flat=True))
    for word in asked:
        rows = rows.filter(sort_name__contains=word)
    named = of_ids(rows.order_by().values_list("pk", flat=True))
    return named & every, every & ~named


def visible(tree: Tree, *, sees_all: bool) -> QuerySet:
    rows = Product.objects.filter(deleted_at=None, variant_of=None)
    return rows if sees_all else rows.filter(is_active=True).exclude(category_id__in=tree.hidden)
