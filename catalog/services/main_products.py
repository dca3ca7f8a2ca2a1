"""Keep main products and their variants in step: sums and search text, inherited fields."""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal

from django.db.models import Q
from django.utils import timezone

from catalog.models import Product
from catalog.search import pending
from catalog.services.names import name_key
from catalog.services.variants import FOLLOWED, pairs_of
from common.text import plain

BATCH = 200
# The columns that a main product's sums need.
READ = (
    *("id", "variant_of_id", "price", "stock_quantity", "is_active"),
    *("sku", "barcode", "options", *FOLLOWED),
)


def settle(ids: Iterable[int]) -> None:
    """Update the main products of these products, which were written in this transaction."""
    ids = list(ids)
    for start in range(0, len(ids), BATCH):
        rows = Product.objects.filter(pk__in=ids[start : start + BATCH])
        rows = rows.filter(Q(variant_of__isnull=False) | Q(has_variants=True))
        refresh({main or pk for pk, main in rows.values_list("pk", "variant_of_id")})


def refresh(main_ids: Iterable[int]) -> None:
    """Recompute price, stock and search text of main products, and pass changes on to variants."""
    mains = Product.objects.select_for_update().filter(pk__in=set(main_ids)).order_by("pk")
    mains = [main for main in mains if main.deleted_at is None]
    if not mains:
        return
    # After the lock: earlier sales are committed, later ones add their difference.
    variants: dict[int, list[Product]] = defaultdict(list)
    rows = Product.objects.filter(variant_of__in=mains, deleted_at=None).order_by("pk")
    for variant in rows.only(*READ):
        variants[variant.variant_of_id].append(variant)
    for main in mains:
        found_by = main.variants_text
        sum_up(main, variants[main.pk])
        hand_down(main, variants[main.pk])
        if main.variants_text != found_by:
            pending.mark([main.pk])


def sum_up(main: Product, variants: Sequence[Product]) -> None:
    shown = [variant for variant in variants if variant.is_active]
    price = min((variant.price for variant in shown), default=main.price)
    if price != main.price:
        main.price, main.moved_at = price, timezone.now()
    if main.has_variants or variants:
        main.stock_quantity = sum(variant.stock_quantity for variant in shown)
    main.has_variants = bool(variants)
    main.variants_text = plain("\n".join(map(words_of, shown)))
    main.compare_at_price = still_above(main.compare_at_price, price)
    main.save(
        update_fields=[
            *("price", "stock_quantity", "compare_at_price", "has_variants", "variants_text"),
            *("moved_at", "updated_at"),
        ]
    )


def words_of(variant: Product) -> str:
    return " ".join(filter(None, [variant.sku, variant.barcode, *pairs_of(variant).values()]))


def still_above(before: Decimal | None, price: Decimal) -> Decimal | None:
    return before if before is not None and before > price else None


def hand_down(main: Product, variants: Sequence[Product]) -> None:
    followed = {name: getattr(main, name) for name in FOLLOWED}
    astray = [
        variant.pk
        for variant in variants
        if any(getattr(variant, name) != value for name, value in followed.items())
    ]
    if astray:
        rows = Product.objects.filter(pk__in=astray)
        rows.update(**followed, updated_at=timezone.now())
    spell_alike(variants)


def spell_alike(variants: Sequence[Product]) -> None:
    """Spell names and values of all options like the first variant that has them, with names in
    its order: talla=azul becomes Talla=Azul."""
    names = list(pairs_of(variants[0])) if variants else []
    spelled: dict[tuple[str, str], str] = {}
    for variant in variants:
        pairs = pairs_of(variant)
        values = {name_key(name): value for name, value in pairs.items()}
        if values.keys() != set(map(name_key, names)):
            continue
        alike = {name: values[name_key(name)] for name in names}
        for name, value in alike.items():
            alike[name] = spelled.setdefault((name, name_key(value)), value)
        if list(alike.items()) != list(pairs.items()):
            Product.objects.filter(pk=variant.pk).update(
                options=json.dumps(list(alike.items()), ensure_ascii=False),
                updated_at=timezone.now(),
            )
