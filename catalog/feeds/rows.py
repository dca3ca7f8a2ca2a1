"""Read the public catalog in batches, so that memory doesn't grow with it."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from django.conf import settings
from django.db.models import Q, QuerySet

from catalog.models import Product
from catalog.public.columns import COLUMNS, packed_images
from catalog.public.tree import Tree

BATCH = 1000


class Main(NamedTuple):
    """What a variant takes from its main product if it has none of its own."""

    description: str
    images: str | None


def link(path: str) -> str:
    """Return the URL of a page of the front end."""
    return f"{(settings.FRONTEND_URL or settings.PUBLIC_URL).rstrip('/')}{path}"


def public(tree: Tree) -> QuerySet[Product]:
    """Return publicly visible products, with variants of visible main products."""
    rows = Product.objects.filter(deleted_at=None, is_active=True)
    if tree.hidden:
        rows = rows.exclude(category_id__in=tree.hidden)
    main_is_open = Q(variant_of__is_active=True, variant_of__deleted_at=None)
    return rows.filter(Q(variant_of=None) | main_is_open)


def for_sale(tree: Tree) -> Iterator[tuple[dict, Main | None]]:
    """Yield each product that can be bought, with its main product if it is a variant."""
    columns = (*COLUMNS, packed_images())
    for batch in batches(public(tree).filter(has_variants=False), columns):
        products = [
            dict(zip(COLUMNS, row, strict=False)) | {"images": row[len(COLUMNS)]} for row in batch
        ]
        mains = mains_of(products)
        yield from ((product, mains.get(product["variant_of_id"])) for product in products)


def mains_of(products: Iterable[dict]) -> dict[int, Main]:
    ids = {product["variant_of_id"] for product in products} - {None}
    if not ids:
        return {}
    rows = Product.objects.filter(pk__in=ids).order_by()
    found = rows.values_list("pk", "description", packed_images())
    return {pk: Main(description, images) for pk, description, images in found}


def batches(rows: QuerySet, columns: tuple, after: int = 0) -> Iterator[list[tuple]]:
    """Yield the rows in batches by id, which is the first column."""
    while True:
        batch = list(rows.filter(pk__gt=after).order_by("pk").values_list(*columns)[:BATCH])
        if batch:
            yield batch
        if len(batch) < BATCH:
            return
        after = batch[-1][0]
