"""Columns that a product is read with: fields, images and catalog version."""

from django.db import connection
from django.db.models.expressions import RawSQL

COLUMNS = (
    *("id", "name", "slug", "sku", "barcode", "description", "price", "tax_class"),
    *("compare_at_price", "stock_quantity"),
    *("is_active", "category_id", "created_at", "updated_at", "deleted_at", "former_slug"),
    *("options", "variant_of_id", "has_variants"),
)
# Images are packed into one value, because rows and queries are the cost of a page.
IMAGES = (
    "(SELECT {array_of}({array}(i.position, i.id, i.image_url, i.alt_text, p.name, p.sizes))"
    " FROM productimage i LEFT JOIN picture p ON p.id = i.picture_id"
    " WHERE i.product_id = product.id)"
)
PACKING = {
    "sqlite": IMAGES.format(array_of="json_group_array", array="json_array"),
    "mysql": IMAGES.format(array_of="JSON_ARRAYAGG", array="JSON_ARRAY"),
}


def packed_images() -> RawSQL:
    """Return the product's images as unordered JSON; NULL or [] if it has none."""
    return RawSQL(PACKING[connection.vendor], ())  # noqa: S611  # nosec B611 a constant


def version_column(column: str) -> RawSQL:
    """Return the catalog version as a column, so that it is read together with the rows."""
    return RawSQL(f"(SELECT SUM({column}) FROM catalog_version)", ())  # noqa: S608 S611  # nosec B608 B611 a name of ours
