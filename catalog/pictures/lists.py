"""Images of many products as strings with one URL per line, for spreadsheet cells."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from catalog.models import Product, ProductImage
from catalog.pictures.resolving import uploaded

# The column that holds this string.
COLUMN = "image_urls"
BATCH = 500


def text_of(product: Product) -> str:
    """Return the product's image URLs, one per line. Prefetch images__picture."""
    return "\n".join(image.shown_url for image in product.images.all())


def load(products: Iterable[Product]) -> None:
    """Set image_urls of the products to their current images."""
    products = list(products)
    urls: dict[int, list[str]] = defaultdict(list)
    for image in images_of([product.pk for product in products]):
        urls[image.product_id].append(image.shown_url)
    for product in products:
        product.image_urls = "\n".join(urls[product.pk])


def images_of(pks: list[int]) -> Iterable[ProductImage]:
    for start in range(0, len(pks), BATCH):
        rows = ProductImage.objects.filter(product__in=pks[start : start + BATCH])
        yield from rows.select_related("picture")


def replace(texts: Mapping[int, str]) -> None:
    """Replace the images of products, by product id; remaining images keep their alternative text.

    Call it in the transaction that has locked the products."""
    pks = sorted(texts)
    alt_texts = {(image.product_id, image.shown_url): image.alt_text for image in images_of(pks)}
    for start in range(0, len(pks), BATCH):
        ProductImage.objects.filter(product__in=pks[start : start + BATCH]).delete()
    pictures = uploaded(url for text in texts.values() for url in text.split())
    rows = [
        ProductImage(
            product_id=pk,
            image_url=url,
            picture=pictures.get(url),
            alt_text=alt_texts.get((pk, url), ""),
            position=position,
        )
        for pk in pks
        for position, url in enumerate(texts[pk].split())
    ]
    ProductImage.objects.bulk_create(rows, batch_size=BATCH)
