"""Render products and categories as plain values, without a serializer.

catalog/api/serializers.py describes the same fields in the schema."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal

from django.db.models import F, QuerySet
from rest_framework.exceptions import NotFound

from catalog.models import Product
from catalog.pictures import names
from catalog.public.columns import COLUMNS, packed_images, version_column
from catalog.public.listing import CatalogChanged
from catalog.public.tree import Node, Tree
from common.db.statements import prepared
from common.money import taxes

PRICE, STOCK, IS_ACTIVE, HAS_VARIANTS = map(
    COLUMNS.index, ("price", "stock_quantity", "is_active", "has_variants")
)


def moment(value: datetime) -> str:
    return value.isoformat().replace("+00:00", "Z")


def product(row: tuple, tree: Tree, rates: Mapping[str, Decimal] | None = None) -> dict:
    """Render a row of COLUMNS and its images. rates: today's, if many rows are rendered.

    Raises CatalogChanged if its category is newer than the tree. A deleted product may be in a
    deleted category, which is not shown."""
    value = dict(zip(COLUMNS, row, strict=False))
    category_id, price = value["category_id"], value["price"]
    is_deleted = value["deleted_at"] is not None
    if category_id is not None and category_id not in tree.briefs and not is_deleted:
        raise CatalogChanged
    rate = (rates or taxes.rates())[value["tax_class"]]
    before = value["compare_at_price"]
    return {
        **{name: value[name] for name in ("id", "name", "slug", "sku", "barcode", "description")},
        **({"slug": value["former_slug"]} if is_deleted else {}),
        "price": f"{price:.2f}",
        "tax_class": value["tax_class"],
        "tax_rate": taxes.rate_text(rate),
        "price_with_tax": f"{taxes.price_with_tax(price, rate):.2f}",
        "compare_at_price": None if before is None else f"{before:.2f}",
        "stock_quantity": value["stock_quantity"],
        "is_active": value["is_active"],
        "category": tree.briefs.get(category_id),
        "images": pictures(row[len(COLUMNS)]),
        "options": dict(json.loads(value["options"] or "[]")),
        "variant_of": value["variant_of_id"],
        "has_variants": value["has_variants"],
        "created_at": moment(value["created_at"]),
        "updated_at": moment(value["updated_at"]),
    }


def products(rows: Iterable[tuple], tree: Tree, *, tell_deleted: bool = False) -> list[dict]:
    """Render rows. tell_deleted: include is_deleted."""
    rates, deleted_at = taxes.rates(), COLUMNS.index("deleted_at")
    return [
        product(row, tree, rates)
        | ({"is_deleted": row[deleted_at] is not None} if tell_deleted else {})
        for row in rows
    ]


def pictures(packed: str | None) -> list[dict]:
    """Unpack the images of a row: [[position, id, URL, text, name, sizes], …] in any order; only
    uploaded images have name and sizes."""
    return [
        {
            "id": pk,
            "image_url": names.url_of(name, sizes) if name else image_url,
            "alt_text": alt_text,
            "position": position,
            "sizes": names.shown(name, sizes) if name else [],
        }
        for position, pk, image_url, alt_text, name, sizes in sorted(json.loads(packed or "[]"))
    ]


def one_product(tree: Tree, shape: int | None, *, sees_all: bool, **where: str | int) -> dict:
    """Return the product with this slug or pk: one query, two if it has variants.

    Raises NotFound, or CatalogChanged as a list does."""

    def make() -> QuerySet:
        rows = Product.objects.filter(deleted_at=None, **where).order_by()
        main = ("variant_of__is_active", "variant_of__deleted_at")
        return rows.values_list(
            *COLUMNS, packed_images(), *map(F, main), version_column("shape_writes")
        )

    rows = prepared(("one", *where), make).rows(tuple(where.values()))
    if not rows:
        raise NotFound()
    row = rows[0]
    if shape is not None and row[-1] != shape:
        raise CatalogChanged
    variants = variants_of(row[0]) if row[HAS_VARIANTS] else []
    shown = product(with_sums(row, variants), tree)
    # Compared here too, because MySQL ignores case.
    if where.get("slug", shown["slug"]) != shown["slug"]:
        raise NotFound()
    main_is_open = shown["variant_of"] is None or (row[-3] and row[-2] is None)
    if not sees_all and not (is_public(shown, tree) and main_is_open):
        raise NotFound()
    if shown["has_variants"]:
        shown["variants"] = [
            each for each in products(variants, tree) if sees_all or each["is_active"]
        ]
    return shown


def variants_of(pk: int) -> list[tuple]:
    def make() -> QuerySet:
        rows = Product.objects.filter(deleted_at=None, variant_of_id=pk).order_by("id")
        return rows.values_list(*COLUMNS, packed_images())

    return prepared("variants", make).rows((pk,))


def with_sums(row: tuple, variants: list[tuple]) -> tuple:
    """Return a main product's row with the sums of these variants: a sale may have happened between
    the two queries."""
    visible = [each for each in variants if each[IS_ACTIVE]]
    if not visible:
        return row
    values = list(row)
    values[PRICE] = min(each[PRICE] for each in visible)
    values[STOCK] = sum(each[STOCK] for each in visible)
    return tuple(values)


def is_public(shown: dict, tree: Tree) -> bool:
    return shown["is_active"] and in_the_open(shown["category"], tree)


def in_the_open(category: dict | None, tree: Tree) -> bool:
    return category is None or tree.nodes[category["id"]].visible


def category(node: Node) -> dict:
    return {
        **node.brief,
        "parent_id": node.parent_id,
        "path": node.path,
        "is_active": node.is_active,
        "created_at": moment(node.created_at),
        "updated_at": moment(node.updated_at),
    }


def nested(nodes: list[Node]) -> list[dict]:
    """Nest categories under their parents; those without a parent in the list are roots."""
    shown = {node.id: category(node) | {"children": []} for node in nodes}
    roots = []
    for node in nodes:
        parent = shown.get(node.parent_id)
        (parent["children"] if parent else roots).append(shown[node.id])
    return roots
