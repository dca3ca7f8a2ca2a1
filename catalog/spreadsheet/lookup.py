"""Products that a file names."""

from typing import Any

from catalog.models import Product


def found_by(field_name: str, values: set) -> dict[Any, Product]:
    """The products that are not deleted, by that field, in batches that every database takes."""
    found, wanted = {}, sorted(values)
    for start in range(0, len(wanted), 500):
        rows = Product.objects.filter(
            **{f"{field_name}__in": wanted[start : start + 500]}, deleted_at=None
        )
        found |= {getattr(product, field_name): product for product in rows}
    return found
