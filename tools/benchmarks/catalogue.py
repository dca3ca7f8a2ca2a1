"""A catalogue of any size, the same from the same seed."""

import itertools
import random
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from decimal import Decimal

from catalog.models import Category, Product, ProductImage
from catalog.public import versions
from catalog.services.slugs import sort_name
from common.text import key_of, plain

SEED = 20_260_101
ROOTS, CATEGORIES, IMAGES, BATCH = 10, 200, 2, 2_000
FIRST_DAY = datetime(2026, 1, 1, tzinfo=timezone.utc)
WORDS = (
    *("café", "panela", "arepa", "ruana", "mochila", "sombrero", "hamaca", "cacao", "guayaba"),
    *("jabón", "vela", "taza", "plato", "cuchara", "manta", "cesta", "lámpara", "silla", "mesa"),
    *("camisa", "bolso", "cinturón", "anillo", "collar", "cuaderno", "lápiz", "libro", "juego"),
    *("tambor", "flauta", "maceta", "semilla", "aceite", "miel", "queso", "pan", "galleta"),
)


def load(products: int) -> None:
    """Write categories, products and their images by bulk insert."""
    random.seed(SEED)
    Category.objects.bulk_create(categories())
    rows = iter(product_rows(products))
    while batch := list(itertools.islice(rows, BATCH)):
        Product.objects.bulk_create(batch)
        ProductImage.objects.bulk_create(pictures(batch), batch_size=BATCH)
    versions.bump(shape=True, tree=True)


def categories() -> Iterator[Category]:
    """Ten roots, the others below them."""
    for number in range(1, CATEGORIES + 1):
        name = f"Sección {number}"
        yield Category(
            id=number,
            name=name,
            name_key=key_of(name),
            slug=f"seccion-{number}",
            parent_id=None if number <= ROOTS else (number % ROOTS) + 1,
            search_text=plain(name),
        )


def product_rows(count: int) -> Iterator[Product]:
    for number in range(1, count + 1):
        name = f"{random.choice(WORDS).capitalize()} {random.choice(WORDS)} {number}"
        description = " ".join(random.choices(WORDS, k=12))
        yield Product(
            id=number,
            name=name,
            name_key=key_of(name),
            slug=f"producto-{number}",
            sort_name=sort_name(name),
            description=description,
            search_text=plain(f"{name} {description}"),
            price=Decimal(random.randint(10, 9_000) * 100),
            stock_quantity=1_000_000,
            category_id=random.randint(1, CATEGORIES),
            created_at=FIRST_DAY + timedelta(seconds=37 * number),
        )


def pictures(products: list[Product]) -> Iterator[ProductImage]:
    for product in products:
        for position in range(IMAGES):
            yield ProductImage(
                product_id=product.id,
                image_url=f"https://img.example.com/{product.id}-{position}.jpg",
                alt_text=product.name,
                position=position,
            )
