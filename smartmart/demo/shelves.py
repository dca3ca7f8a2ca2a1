"""Create the demo catalog; existing rows stay unchanged."""

from collections.abc import Iterator
from decimal import Decimal

from django.utils.text import slugify

from catalog.models import Category, Product, ProductImage
from catalog.services.categories import create_category
from catalog.services.products import create_product, update_product
from common.text import key_of
from smartmart.demo import pictures
from smartmart.demo.catalogue import CATALOGUE, Item
from smartmart.demo.tax_classes import tax_class_of


def fill() -> int:
    """Create what is missing; return how many products."""
    redraw()
    there = set(Product.objects.values_list("name_key", flat=True))
    missing = [(shelf, item) for shelf, item in on_shelves() if key_of(item[0]) not in there]
    for shelf, item in missing:
        put(shelf, item)
    return len(missing)


def redraw() -> None:
    """Replace the pictures of earlier demos, whose files are gone."""
    of_before = ProductImage.objects.filter(image_url__contains="/static/catalog/demo/")
    for product in Product.objects.filter(images__in=of_before, slug__in=pictures.slugs()):
        update_product(product.pk, images=[image(product.name)])


def on_shelves() -> Iterator[tuple[Category, Item]]:
    """Yield the catalog's products with their categories, which are created if missing."""
    for department, aisles in CATALOGUE.items():
        top = category(department, None)
        for aisle, shelves in aisles.items():
            middle = category(aisle, top)
            for shelf, items in shelves.items():
                bottom = category(shelf, middle)
                yield from ((bottom, item) for item in items)


def category(name: str, parent: Category | None) -> Category:
    known = Category.objects.filter(name_key=key_of(name)).first()
    return known or create_category(name=name, parent_id=parent.pk if parent else None)


def put(shelf: Category, item: Item) -> Product:
    name, price, stock, description = item
    return create_product(
        name=name,
        price=Decimal(price),
        stock_quantity=stock,
        description=description,
        category_id=shelf.pk,
        images=[image(name)],
        tax_class=tax_class_of(name),
    )


def image(name: str) -> dict[str, str]:
    return {"image_url": pictures.store(slugify(name)), "alt_text": name}
