"""Check a bulk write against what is in the database, under the locks."""

from collections import Counter
from collections.abc import Iterable

from django.utils.translation import gettext as _
from rest_framework.exceptions import ErrorDetail, ValidationError

from catalog.models import Product
from catalog.services.bulk.writes import RowChange, Writes, batches
from catalog.services.names import name_key, sku_key


def check_unmoved(changes: Iterable[RowChange], products: dict[int, Product]) -> None:
    for change in changes:
        product = products.get(change.pk)
        same = product and all(
            getattr(product, name) == value for name, value in change.before.items()
        )
        if not same:
            detail = _("%(name)s has changed, so nothing was saved. Review it again.")
            name = product.name if product else change.pk
            raise ValidationError([ErrorDetail(detail % {"name": name}, code="moved")])


def free_names(writes: Writes) -> None:
    """Check that new names are free; the written products may swap names."""
    renamed = [change for change in writes.changes if "name" in change.after]
    names = [row["name"] for row in (*(c.after for c in renamed), *writes.creations)]
    keys = [name_key(name) for name in names]
    for batch in batches([change.pk for change in renamed]):
        Product.objects.filter(pk__in=batch).update(name_key=None)
    taken = {key for key, count in Counter(keys).items() if count > 1}
    for batch in batches(keys):
        taken |= set(Product.objects.filter(name_key__in=batch).values_list("name_key", flat=True))
    for name, key in zip(names, keys, strict=True):
        if key in taken:
            detail = _("The name %(name)s is already in use.") % {"name": name}
            raise ValidationError([ErrorDetail(detail, code="unique")])


def free_skus(writes: Writes) -> None:
    """Check that new SKUs are free."""
    changed = [change for change in writes.changes if "sku" in change.after]
    skus = [row.get("sku", "") for row in (*(c.after for c in changed), *writes.creations)]
    keys = {sku: key for sku in skus if (key := sku_key(sku))}
    for batch in batches([change.pk for change in changed]):
        Product.objects.filter(pk__in=batch).update(sku_key=None)
    twice = {sku for sku, count in Counter(filter(None, skus)).items() if count > 1}
    taken = {keys[sku] for sku in twice}
    for batch in batches(list(keys.values())):
        taken |= set(Product.objects.filter(sku_key__in=batch).values_list("sku_key", flat=True))
    for sku, key in keys.items():
        if key in taken:
            detail = _("The SKU %(sku)s is already in use.") % {"sku": sku}
            raise ValidationError([ErrorDetail(detail, code="unique")])
