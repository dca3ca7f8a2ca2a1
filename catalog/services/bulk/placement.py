"""Make products variants in bulk writes.

variant_of_id can be the name of a main product that the same bulk write creates."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from catalog.models import Product
from catalog.services import variants
from catalog.services.bulk.writes import RowChange
from catalog.services.names import name_key
from catalog.services.transactions import refusal

COLUMNS = frozenset({"variant_of_id", "options"})


def in_time(changes: Sequence[RowChange]) -> tuple[list[RowChange], list[RowChange]]:
    """Split into products that can be written now and those whose main product must come first."""
    late = [change for change in changes if isinstance(change.after.get("variant_of_id"), str)]
    pks = {change.pk for change in late}
    return [change for change in changes if change.pk not in pks], late


def placed(product: Product | None, row: Mapping[str, Any]) -> dict[str, Any]:
    """Return the row plus the columns derived from its main product and options.

    product: the locked row, None for a new one. Raises ValidationError."""
    if COLUMNS.isdisjoint(row) or (product is None and row.get("variant_of_id") is None):
        return dict(row)
    text = row["options"] if "options" in row or product is None else product.options
    options = dict(json.loads(text or "[]"))
    main = row.get("variant_of_id", product.variant_of_id if product else None)
    rest = {name: value for name, value in row.items() if name not in COLUMNS}
    return variants.placed(product, {**rest, "variant_of": id_of(main), "options": options})


def id_of(main: int | str | None) -> int | None:
    if not isinstance(main, str):
        return main
    found = Product.objects.filter(name_key=name_key(main)).values_list("pk", flat=True).first()
    if found is None:
        raise refusal("variant_of", "does_not_exist", _("Product not found."))
    return found


def free_combinations(changes: Sequence[RowChange], products: Mapping[int, Product]) -> None:
    """Free the combinations of variants whose options change, so that they can swap them."""
    pks = [change.pk for change in changes if not COLUMNS.isdisjoint(change.after)]
    if not pks:
        return
    Product.objects.filter(pk__in=pks).update(variant_key=None)
    for pk in pks:
        products[pk].variant_key = None
