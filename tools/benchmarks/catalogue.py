"""A catalog of any size, always the same for the same seed."""

import itertools
import json
import random
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from unittest import mock

from catalog.models import Category, Product, ProductImage
from catalog.public import versions
from catalog.services import variants
from catalog.services.slugs import sort_name
from common.text import key_of, plain

SEED = 20_260_101
ROOTS, CATEGORIES, IMAGES, BATCH = 10, 200, 2, 2_000
# From FIRST_MAIN on, one product in EVERY has variants; the products before it are bought.
FIRST_MAIN, EVERY, SIZES = 1_001, 50, ("S", "M", "L", "XL")
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
    rows = itertools.chain(product_rows(products), variant_rows(products))
    # Otherwise they would all be as old as this run, the variants the newest.
    keep_times = mock.patch.object(Product._meta.get_field("created_at"), "auto_now_add", False)
    while batch := list(itertools.islice(rows, BATCH)):
        with keep_times:
            Product.objects.bulk_create(batch)
        shown = [product for product in batch if product.id <= products]
        ProductImage.objects.bulk_create(pictures(shown), batch_size=BATCH)
    versions.bump(shape=True, tree=True)


def categories() -> Iterator[Category]:
    """Create ten roots, and the other categories below them."""
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
        price, category = random.randint(10, 9_000) * 100, random.randint(1, CATEGORIES)
        is_main = number in range(FIRST_MAIN, count + 1, EVERY)
        yield Product(
            id=number,
            name=name,
            name_key=key_of(name),
            slug=f"producto-{number}",
            sort_name=sort_name(name),
            description=description,
            search_text=plain(f"{name} {description}"),
            price=Decimal(price),
            stock_quantity=1_000_000,
            category_id=CATEGORIES if is_main else category,
            has_variants=is_main,
            created_at=FIRST_DAY + timedelta(seconds=37 * number),
        )


def variant_rows(count: int) -> Iterator[Product]:
    """Create the variants of the main products, all of which are in the last category."""
    numbers = itertools.count(count + 1)
    for main in range(FIRST_MAIN, count + 1, EVERY):
        for size in SIZES:
            name = f"Variante {size} {main}"
            yield Product(
                id=next(numbers),
                name=name,
                name_key=key_of(name),
                slug=f"variante-{main}-{size.lower()}",
                sort_name=sort_name(name),
                search_text=plain(name),
                price=Decimal(10_000),
                stock_quantity=250_000,
                category_id=CATEGORIES,
                variant_of_id=main,
                options=json.dumps([["Talla", size]]),
                variant_key=variants.key_of(main, {"Talla": size}),
                created_at=FIRST_DAY,
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
