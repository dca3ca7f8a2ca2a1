"""Lock, check and write the rows of products, within a service's transaction."""

from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.models import Category, Product, ProductImage
from catalog.pictures.resolving import uploaded
from catalog.search import pending
from catalog.services import events, main_products, variants
from catalog.services.names import name_key, sku_key
from catalog.services.slugs import free_slug, sort_name
from catalog.services.stock import journal as stock_journal
from catalog.services.transactions import check_name_is_free, check_sku_is_free, refusal
from common.text import plain

# Fields that determine a product's position in lists.
PLACING = ("name", "price")


def bring_back(product: Product) -> None:
    check_name_is_free(Product, product.name)
    check_sku_is_free(product.sku)
    category = Category.objects.filter(pk=product.category_id, deleted_at=None).first()
    product.category = category
    product.name_key, product.deleted_at = name_key(product.name), None
    product.sku_key = sku_key(product.sku)
    if product.variant_of_id:
        options = variants.pairs_of(product)
        product.variant_key = variants.key_of(product.variant_of_id, options)
    wanted = product.former_slug or product.name
    product.slug = free_slug(Product, wanted, fallback="producto")
    keys = ["name_key", "sku_key", "variant_key", "slug"]
    product.save(update_fields=[*keys, "deleted_at", "category", "updated_at"])


def check_stock_unmoved(product: Product, seen: int | None) -> None:
    """Raise ValidationError if a sale or a colleague changed the stock since it was seen."""
    if seen is not None and product.stock_quantity != seen:
        detail = _("The stock changed to %(now)s while this page was open.")
        raise refusal("stock_quantity", "moved", detail % {"now": product.stock_quantity})


def lock_category(pk: int | None) -> Category | None:
    """Lock a category until the commit, so that it isn't deleted in the meantime."""
    if pk is None:
        return None
    category = Category.objects.select_for_update().filter(pk=pk, deleted_at=None).first()
    if category is None:
        raise refusal("category_id", "does_not_exist", _("Category not found."))
    return category


def write_fields(product: Product, fields: dict[str, Any], user_id: int | None) -> None:
    """Save the given fields and those derived from them; leave the rest of the row."""
    values = {key: value for key, value in fields.items() if key != "images"}
    if "name" in values or "description" in values:
        values |= derived(
            values.get("name", product.name), values.get("description", product.description)
        )
    values |= followers(product, values)
    before = product.stock_quantity
    for key, value in values.items():
        setattr(product, key, value)
    product.save(update_fields=[*values, "updated_at"])
    if "images" in fields:
        ProductImage.objects.filter(product=product).delete()
        put_images(product, fields["images"])
    if product.stock_quantity != before:
        stock_journal.record_edit(
            product.pk, before=before, after=product.stock_quantity, user_id=user_id
        )


def followers(product: Product, values: dict[str, Any]) -> dict[str, Any]:
    """Return the columns derived from the SKU and from sort fields."""
    found: dict[str, Any] = {}
    if "sku" in values:
        found["sku_key"] = sku_key(values["sku"])
    if any(name in values and values[name] != getattr(product, name) for name in PLACING):
        found["moved_at"] = timezone.now()
    return found


def check_values(product: Product, values: dict[str, Any]) -> None:
    """Check the new values of a locked product against the other products and the rest of it."""
    if "name" in values:
        check_name_is_free(Product, values["name"], but=product.pk)
    if "sku" in values:
        check_sku_is_free(values["sku"], but=product.pk)
    check_price_before(
        values.get("price", product.price),
        values.get("compare_at_price", product.compare_at_price),
    )


def check_price_before(price: Decimal, before: Decimal | None, *, of: str = "") -> None:
    """Raise ValidationError unless the price before is greater; of: the product, if many."""
    if before is not None and Decimal(before) <= Decimal(price):
        detail = _("The previous price must be greater than the price.")
        raise refusal("compare_at_price", "not_above_price", f"{of}: {detail}" if of else detail)


def derived(name: str, description: str) -> dict[str, str]:
    """Return the columns derived from name and description."""
    return {
        "name": name,
        "name_key": name_key(name),
        "sort_name": sort_name(name),
        "search_text": plain(f"{name}\n{description}"),
    }


def put_images(product: Product, images: list[dict]) -> None:
    pictures = uploaded(image["image_url"] for image in images)
    ProductImage.objects.bulk_create(
        ProductImage(
            product=product,
            image_url=image["image_url"],
            picture=pictures.get(image["image_url"]),
            alt_text=image.get("alt_text", ""),
            position=position,
        )
        for position, image in enumerate(images)
    )


def written(product: Product, former_main: int | None = None, *, search: bool = True) -> None:
    """Update what is derived from a written product. search: its words have changed."""
    own = product.pk if product.has_variants else product.variant_of_id
    mains = {own, former_main} - {None}
    if search or former_main != product.variant_of_id:
        pending.mark([product.pk])
    if mains:
        main_products.refresh(mains)
    if product.pk in mains:
        product.refresh_from_db()
    events.tell_changed([product.pk])
