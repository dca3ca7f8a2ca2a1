"""Products in the fields of Google's product data specification
(support.google.com/merchants, answer 7052112)."""

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal

from django.conf import settings

from catalog.feeds.rows import Main, for_sale, link
from catalog.public.rendering import pictures
from catalog.public.tree import Tree
from common.money import taxes
from common.text import plain

COLUMNS = (
    *("id", "title", "description", "link", "image_link", "additional_image_link"),
    *("availability", "price", "sale_price", "condition", "gtin", "brand", "mpn"),
    *("identifier_exists", "item_group_id", "color", "size", "material", "pattern"),
    *("product_detail", "product_type"),
    # Not one of Google's fields: for other readers of the CSV file.
    "sku",
)
MOST_IMAGES = 10
# Options that Google has fields for, by Spanish and English names.
OPTION_FIELDS = {
    **dict.fromkeys(("color", "colour"), "color"),
    **dict.fromkeys(("talla", "tamano", "size"), "size"),
    **dict.fromkeys(("material",), "material"),
    **dict.fromkeys(("estampado", "diseno", "pattern"), "pattern"),
}
Item = dict[str, str | list[str] | list[tuple[str, str]]]


def items(tree: Tree) -> Iterator[Item]:
    """Yield the products for sale as items, without empty fields."""
    rates = taxes.rates()
    for product, main in for_sale(tree):
        yield {name: value for name, value in item(product, main, tree, rates).items() if value}


def item(product: dict, main: Main | None, tree: Tree, rates: Mapping[str, Decimal]) -> Item:
    images = pictures(product["images"]) or (pictures(main.images) if main else [])
    urls = [image["image_url"] for image in images]
    description = product["description"] or (main.description if main else "")
    return {
        "id": str(product["id"]),
        "title": product["name"][:150],
        "description": (description or product["name"])[:5000],
        "link": link(f"/products/{product['slug']}"),
        "image_link": urls[0] if urls else "",
        "additional_image_link": urls[1 : MOST_IMAGES + 1],
        "availability": "in_stock" if product["stock_quantity"] else "out_of_stock",
        **prices(product, rates[product["tax_class"]]),
        "condition": "new",
        **identifiers(product),
        "item_group_id": str(product["variant_of_id"] or ""),
        **options(product),
        "product_type": product_type(product["category_id"], tree),
        "sku": product["sku"],
    }


def prices(product: dict, rate: Decimal) -> dict[str, str]:
    """Return prices with tax, as Google requires outside the USA and Canada."""
    now = money(product["price"], rate)
    before = product["compare_at_price"]
    if before is None or (was := money(before, rate)) == now:
        return {"price": now}
    return {"price": was, "sale_price": now}


def money(price: Decimal, rate: Decimal) -> str:
    return f"{taxes.price_with_tax(price, rate):.2f} {settings.EPAYCO_CURRENCY}"


def identifiers(product: dict) -> dict[str, str]:
    """Return the identifiers. Google forbids made-up brands and part numbers."""
    found = {"gtin": product["barcode"]}
    if brand := settings.SHOP_BRAND:
        found |= {"brand": brand, "mpn": product["sku"]}
    is_known = found["gtin"] or found.get("mpn")
    return found | {"identifier_exists": "" if is_known else "no"}


def options(product: dict) -> dict[str, str | list[tuple[str, str]]]:
    found: dict[str, str] = {}
    others = []
    for name, value in json.loads(product["options"] or "[]"):
        field = OPTION_FIELDS.get(plain(name).strip())
        if field and field not in found:
            found[field] = value[:100]
        else:
            others.append((name, value))
    return found | {"product_detail": others}


def product_type(category_id: int | None, tree: Tree) -> str:
    node = tree.nodes.get(category_id)
    if node is None:
        return ""
    return " > ".join([*(part["name"] for part in node.path), node.name])[:750]
