"""Check the variant columns of a whole file, against itself and the other variants."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from django.utils.translation import gettext as _

from catalog.models import Product
from catalog.services import variants
from catalog.services.names import name_key
from catalog.spreadsheet.variant_cells import Main, VariantRow


def check_mains(rows: Sequence[VariantRow], known: Mapping[int, Product]) -> None:
    """Check that after the import no main product is a variant and no variant has variants."""
    becoming = {row.product.pk if row.product else row.name for row in rows if row.main}
    in_file = {row.product.pk for row in rows if row.product}
    for row in rows:
        if row.main is None:
            continue
        own = row.product.pk if row.product else row.name
        main = known.get(row.main) if isinstance(row.main, int) else None
        if row.main == own:
            text = _("A product cannot be a variant of itself.")
        elif row.product and row.product.has_variants:
            text = _("A product with variants cannot be a variant itself.")
        elif row.main in becoming or (main and main.variant_of_id and main.pk not in in_file):
            text = _("That product is a variant itself.")
        else:
            continue
        row.faults["variant_of"] = text


def check_combinations(rows: Sequence[VariantRow]) -> None:
    """Check that a product's variants share option names and have unique combinations."""
    names: dict[Main, list[str]] = {}
    taken: dict[Main, set[str]] = defaultdict(set)
    for main, pairs in others(rows):
        names.setdefault(main, list(pairs))
        taken[main].add(variants.key_of(main, pairs))
    for row in rows:
        if row.main is None or row.faults:
            continue
        wanted = names.setdefault(row.main, list(row.options))
        key = variants.key_of(row.main, row.options)
        if set(map(name_key, wanted)) != set(map(name_key, row.options)):
            text = _("All variants of a product have the same options: %s.")
            row.faults["options"] = text % ", ".join(wanted)
        elif key in taken[row.main]:
            row.faults["options"] = _("There is a variant with these options already.")
        taken[row.main].add(key)


def others(rows: Sequence[VariantRow]) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the main product and options of the variants that are not in the file."""
    mains = {row.main for row in rows if isinstance(row.main, int)}
    here = {row.product.pk for row in rows if row.product}
    wanted = sorted(mains)
    for start in range(0, len(wanted), 500):
        part = wanted[start : start + 500]
        for each in Product.objects.filter(variant_of__in=part, deleted_at=None):
            if each.pk not in here:
                yield each.variant_of_id, variants.pairs_of(each)
