"""Add uploaded images to a product, after its existing ones."""

from collections.abc import Sequence

from django.db.models import Max
from django.utils.translation import gettext as _
from rest_framework.exceptions import ErrorDetail, ValidationError

from catalog.models import Product, ProductImage
from catalog.pictures.faults import PictureRefused
from catalog.pictures.models import Picture
from catalog.pictures.names import url_of
from catalog.pictures.resolving import held
from catalog.services import product_rows
from catalog.services.locked_rows import Check, lock_row
from catalog.services.transactions import committed

MOST = 50


def attach(
    pk: int,
    slug: str | None = None,
    *,
    pictures: Sequence[Picture],
    alt_text: str = "",
    replace: bool = False,
    check: Check | None = None,
) -> list[ProductImage]:
    """Add the images, or replace all, and return the added ones; existing ones are not added again.

    Raises NotFound, ValidationError (too_many_images), and what check raises."""

    def work() -> list[ProductImage]:
        product = lock_row(Product, pk, slug, check)
        if replace:
            ProductImage.objects.filter(product=product).delete()
        added = append(product, held(pictures), alt_text)
        if added or replace:
            product.save(update_fields=["updated_at"])
            product_rows.written(product, product.variant_of_id, search=False)
        return added

    return committed(work, shape=False)


def append(product: Product, pictures: Sequence[Picture], alt_text: str) -> list[ProductImage]:
    """Add the images in the caller's transaction, which has locked the product."""
    there = ProductImage.objects.filter(product=product)
    known = set(there.values_list("picture_id", flat=True))
    # Without duplicates, in order.
    new = list({each.pk: each for each in pictures if each.pk not in known}.values())
    if new and there.count() + len(new) > MOST:
        detail = _("A product has at most %d pictures.") % MOST
        raise ValidationError({"image": [ErrorDetail(detail, code="too_many_images")]})
    first = there.aggregate(last=Max("position"))["last"]
    first = 0 if first is None else first + 1
    return ProductImage.objects.bulk_create(
        ProductImage(
            product=product,
            image_url=url_of(picture.name, picture.sizes),
            picture=picture,
            alt_text=alt_text,
            position=first + number,
        )
        for number, picture in enumerate(new)
    )


def as_validation_error(fault: PictureRefused) -> ValidationError:
    return ValidationError({"image": [ErrorDetail(fault.text, code=fault.code)]})
