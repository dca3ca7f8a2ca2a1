"""Duplicate a product."""

import itertools

from django.utils.translation import gettext as _
from rest_framework.exceptions import NotFound

from catalog.models import Product
from catalog.services import products as services
from catalog.services.names import name_key

LONGEST = 170


def duplicate_product(pk: int, *, user_id: int | None) -> Product:
    """Copy description, price, category and images; with a new name, no stock, and inactive.

    Raises NotFound, ValidationError."""
    product = Product.objects.filter(pk=pk, deleted_at=None).first()
    if product is None:
        raise NotFound()
    images = [
        {"image_url": image.shown_url, "alt_text": image.alt_text}
        for image in product.images.select_related("picture")
    ]
    return services.create_product(
        name=free_name(product.name),
        price=product.price,
        description=product.description,
        is_active=False,
        category_id=product.category_id,
        compare_at_price=product.compare_at_price,
        tax_class=product.tax_class,
        images=images,
        user_id=user_id,
    )


def free_name(name: str) -> str:
    for number in itertools.count(1):
        mark = _("copy") if number == 1 else f"{_('copy')} {number}"
        wanted = f"{name[:LONGEST].strip()} ({mark})"
        if not Product.objects.filter(name_key=name_key(wanted)).exists():
            return wanted
    raise AssertionError("unreachable")
