"""Variants: products that belong to a main product, which shows their lowest price and total stock.

Lock order: variants and other products in pk order, then main products in pk order. Sales follow
it: they lock what they sell, and the main rows by the UPDATE that deducts the stock."""

import json
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from catalog.models import Product
from catalog.services.names import digest, name_key
from catalog.services.stock import journal as stock_journal
from catalog.services.transactions import refusal

MOST = 250
# Fields that a variant inherits from its main product.
FOLLOWED = ("category_id", "tax_class")
# Fields of a main product that are derived from its variants.
SUMS = ("price", "stock_quantity")
LONGEST_NAME = Product._meta.get_field("name").max_length


def pairs_of(product: Product) -> dict[str, str]:
    return dict(json.loads(product.options or "[]"))


def key_of(main_id: int, options: Mapping[str, str]) -> str:
    """Return the digest of main product and options for the unique column."""
    folded = sorted([name_key(name), name_key(value)] for name, value in options.items())
    return digest(json.dumps([main_id, folded]))


def name_of(main: Product, options: Mapping[str, str]) -> str:
    """Return the default name: Camiseta (M, Rojo)."""
    tail = f" ({', '.join(options.values())})"[:LONGEST_NAME]
    return main.name[: LONGEST_NAME - len(tail)].rstrip() + tail


def placed(product: Product | None, fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return fields plus the columns derived from variant_of and options; locks the main product.

    product: the locked row, None for a new one. Raises ValidationError."""
    values = dict(fields)
    main_id = values.pop("variant_of", product and product.variant_of_id)
    options = values.pop("options", None)
    if main_id is None:
        return values | loosened(product, options)
    if product and main_id == product.variant_of_id:
        for name in FOLLOWED:
            values.pop(name, None)
        if options is None or options == pairs_of(product):
            return values
    main = lock_main(product, main_id)
    if options is None:
        options = pairs_of(product) if product else {}
    check_options(main, options, but=product and product.pk)
    empty_shelf(main)
    return {
        "name": name_of(main, options),
        **((product and {"name": product.name}) or {}),
        **values,
        **{name: getattr(main, name) for name in FOLLOWED},
        "variant_of_id": main.pk,
        "options": json.dumps(list(options.items()), ensure_ascii=False),
        "variant_key": key_of(main.pk, options),
    }


def loosened(product: Product | None, options: Mapping[str, str] | None) -> dict[str, Any]:
    """Return the columns of a product that is not a variant (any more)."""
    if options:
        raise refusal("variant_of", "required", _("Only a variant has options."))
    if product is None or product.variant_of_id is None:
        return {}
    return {"variant_of_id": None, "options": "", "variant_key": None}


def lock_main(product: Product | None, main_id: int) -> Product:
    """Lock the main product. Raises ValidationError unless it can have this variant."""
    if product and product.pk == main_id:
        raise refusal("variant_of", "cycle", _("A product cannot be a variant of itself."))
    if product and product.has_variants:
        detail = _("A product with variants cannot be a variant itself.")
        raise refusal("variant_of", "has_variants", detail)
    main = Product.objects.select_for_update().filter(pk=main_id, deleted_at=None).first()
    if main is None:
        raise refusal("variant_of", "does_not_exist", _("Product not found."))
    if main.variant_of_id is not None:
        raise refusal("variant_of", "is_variant", _("That product is a variant itself."))
    return main


def check_options(main: Product, options: Mapping[str, str], *, but: int | None) -> None:
    """Check option names and that the combination is free, under the main product's lock."""
    if not options:
        raise refusal("options", "required", _("A variant has at least one option."))
    others = Product.objects.filter(variant_of=main, deleted_at=None).exclude(pk=but)
    first = others.order_by("pk").first()
    if first and set(map(name_key, pairs_of(first))) != set(map(name_key, options)):
        detail = _("All variants of a product have the same options: %s.")
        raise refusal("options", "option_names", detail % ", ".join(pairs_of(first)))
    if others.filter(variant_key=key_of(main.pk, options)).exists():
        raise refusal("options", "unique", _("There is a variant with these options already."))
    if others.count() >= MOST:
        detail = _("A product has at most %d variants.") % MOST
        raise refusal("variant_of", "too_many_variants", detail)


def empty_shelf(main: Product) -> None:
    """Remove the stock of a product that becomes a main product."""
    if not main.has_variants:
        stock_journal.record_edit(
            main.pk, before=main.stock_quantity, after=0, user_id=None, note=_("Has variants now")
        )


def lock_variants(main_id: int) -> list[Product]:
    """Lock the variants in pk order, before the main product."""
    if not Product.objects.filter(pk=main_id, has_variants=True).exists():
        return []
    rows = Product.objects.select_for_update().filter(variant_of_id=main_id, deleted_at=None)
    return list(rows.order_by("pk"))
