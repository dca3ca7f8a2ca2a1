"""The smallest valid rows, written as the shop writes them."""

import itertools
from decimal import Decimal

from catalog.models import Category, Product
from catalog.services import products as services
from catalog.services.categories import create_category

numbers = itertools.count(1)


def make_category(
    name: str | None = None, parent: Category | None = None, is_active: bool = True
) -> Category:
    return create_category(
        name=name or f"Categoría {next(numbers)}",
        parent_id=parent.pk if parent else None,
        is_active=is_active,
    )


def make_product(
    name: str | None = None,
    price: str | Decimal = "25000.00",
    stock_quantity: int = 10,
    category: Category | None = None,
    is_active: bool = True,
    images: int = 0,
    **fields,
) -> Product:
    """A product; images is how many pictures it has, fields are written as they are."""
    number = next(numbers)
    product = services.create_product(
        name=name or f"Producto {number}",
        price=Decimal(price),
        stock_quantity=stock_quantity,
        category_id=category.pk if category else None,
        is_active=is_active,
        images=[
            {"image_url": f"https://img.example.com/{number}-{n}.jpg", "alt_text": f"Foto {n}"}
            for n in range(images)
        ],
    )
    if fields:
        Product.objects.filter(pk=product.pk).update(**fields)
        product.refresh_from_db()
    return product


def stock_of(product: Product) -> int:
    product.refresh_from_db()
    return product.stock_quantity
