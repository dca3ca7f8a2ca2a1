"""Look up the products of a file."""

from typing import Any

from catalog.models import Product


def found_by(field_name: str, values: set) -> dict[Any, Product]:
    """Return the products by this field, without deleted ones, in batches for any database."""
    found, wanted = {}, sorted(values)
    for start in range(0, len(wanted), 500):
        rows = Product.objects.filter(
            **{f"{field_name}__in": wanted[start : start + 500]}, deleted_at=None
        )
        found |= {getattr(product, field_name): product for product in rows}
    return found
