"""Products and categories as the API shows them: plain values, built without a serializer.

catalog/schema.py describes the same fields to the outside."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models.expressions import RawSQL
from rest_framework.exceptions import NotFound

from catalog.listing import COLUMNS, Moved
from catalog.models import Product, ProductImage
from catalog.tree import Node, Tree


def moment(value: datetime) -> str:
    return value.isoformat().replace("+00:00", "Z")


def product(row: tuple, images: list[dict], tree: Tree) -> dict:
    """One row of COLUMNS. Raises Moved where its category came after the tree was read."""
    pk, name, slug, description, price, stock, active, category_id, created, updated = row[:10]
    if category_id is not None and category_id not in tree.briefs:
        raise Moved
    return {
        "id": pk,
        "name": name,
        "slug": slug,
        "description": description,
        "price": f"{price:.2f}",
        "stock_quantity": stock,
        "is_active": active,
        "category": tree.briefs.get(category_id),
        "images": images,
        "created_at": moment(created),
        "updated_at": moment(updated),
    }


def products(rows: Iterable[tuple], tree: Tree) -> list[dict]:
    """A page: one query for all its images."""
    rows = list(rows)
    images: dict[int, list[dict]] = {row[0]: [] for row in rows}
    if rows:
        found = ProductImage.objects.filter(product_id__in=list(images))
        columns = ("product_id", "id", "image_url", "alt_text", "position")
        for product_id, *image in found.order_by("position", "id").values_list(*columns):
            images[product_id].append(picture(*image))
    return [product(row, images[row[0]], tree) for row in rows]


def picture(pk: int, image_url: str, alt_text: str, position: int) -> dict:
    return {"id": pk, "image_url": image_url, "alt_text": alt_text, "position": position}


def one_product(tree: Tree, shape: int | None, *, sees_all: bool, **where) -> dict:
    """A product with its images in one query. Raises NotFound; Moved as a list does."""
    joined = (f"images__{name}" for name in ("id", "image_url", "alt_text", "position"))
    stamp = RawSQL("SELECT SUM(shape_writes) FROM catalog_version", ())
    rows = list(
        Product.objects.filter(deleted_at=None, **where)
        .order_by("images__position", "images__id")
        .values_list(*COLUMNS, *joined, stamp)
    )
    if not rows:
        raise NotFound()
    if shape is not None and rows[0][-1] != shape:
        raise Moved
    images = [picture(*row[10:14]) for row in rows if row[10] is not None]
    shown = product(rows[0], images, tree)
    # Compared here too, because MySQL takes upper and lower case for the same.
    if where.get("slug", shown["slug"]) != shown["slug"]:
        raise NotFound()
    if not sees_all and not (shown["is_active"] and in_the_open(rows[0][7], tree)):
        raise NotFound()
    return shown


def in_the_open(category_id: int | None, tree: Tree) -> bool:
    return category_id is None or tree.nodes[category_id].visible


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
    """Categories under their parents; those whose parent is not among them are the roots."""
    shown = {node.id: category(node) | {"children": []} for node in nodes}
    roots = []
    for node in nodes:
        parent = shown.get(node.parent_id)
        (parent["children"] if parent else roots).append(shown[node.id])
    return roots
