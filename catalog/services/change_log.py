"""Admin log entries with the values before and after."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any, TypeVar

from django.contrib.admin.models import ADDITION, CHANGE, DELETION, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.template.defaultfilters import floatformat, truncatechars
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from catalog.models import Category, Product, ProductImage
from catalog.pictures.lists import COLUMN as IMAGES
from catalog.services.bulk.writes import RowChange
from common.db.transactions import autocommit

Row = TypeVar("Row", Category, Product)
LABELS_OF = {"category_id": "category", "parent_id": "parent"}
# Fields that hold a category or its id.
LINKS = frozenset({"category", "category_id", "parent", "parent_id"})


def log(user_id: int, rows: Iterable[tuple[Model, str]], flag: int = CHANGE) -> None:
    """Write one entry per row, with one query."""
    entries = [
        LogEntry(
            user_id=user_id,
            content_type=ContentType.objects.get_for_model(row, for_concrete_model=False),
            object_id=str(row.pk),
            object_repr=str(row)[:200],
            action_flag=flag,
            change_message=text,
        )
        for row, text in rows
    ]
    # By the API it follows the change's own transaction: lost, it would fail what has been done.
    autocommit(lambda: LogEntry.objects.bulk_create(entries, batch_size=200))


def log_by_api(user_id: int, row: Model, flag: int, text: str = "") -> None:
    log(user_id, [(row, ": ".join(filter(None, [_("By the API"), text])))], flag)


def added(user_id: int, row: Row) -> Row:
    log_by_api(user_id, row, ADDITION)
    return row


def deleted(user_id: int, model: type[Model], pk: int) -> None:
    for row in model.objects.filter(pk=pk):
        log_by_api(user_id, row, DELETION, _("Deleted."))


def changed(
    user_id: int, model: type[Row], pk: int, fields: Mapping[str, Any], write: Callable[[], Row]
) -> Row:
    """Run write(), and return its result with the values before and after."""
    columns = [name for name in fields if name != "images"]
    before = model.objects.filter(pk=pk).values(*columns).first() or {} if columns else {}
    row = write()
    after = {name: fields[name] for name in columns if before.get(name) != fields[name]}
    names = category_names() if LINKS.intersection(after) else {}
    pictures = _("pictures changed") if "images" in fields else ""
    if text := ". ".join(filter(None, [differences(model, before, after, names), pictures])):
        log_by_api(user_id, row, CHANGE, text)
    return row


def log_changes(user_id: int, changes: Iterable[RowChange], how: str) -> None:
    """Log bulk changes; how is the name of the action."""
    changes = list(changes)
    names, categories = names_of([change.pk for change in changes]), category_names()

    def entries() -> Iterator[tuple[Product, str]]:
        for change in changes:
            text = differences(Product, change.before, change.after, categories)
            yield Product(pk=change.pk, name=names.get(change.pk, "")), f"{how}: {text}"

    log(user_id, entries())


def names_of(pks: list[int]) -> dict[int, str]:
    found: dict[int, str] = {}
    for start in range(0, len(pks), 500):
        rows = Product.objects.filter(pk__in=pks[start : start + 500])
        found |= dict(rows.values_list("pk", "name"))
    return found


def category_names() -> dict[int, str]:
    return dict(Category.objects.values_list("pk", "name"))


def differences(
    model: type[Model],
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    categories: Mapping[int, str],
) -> str:
    """ "Price: 25.000 → 30.000. Stock: 3 → 5" """
    lines = compared(model, before, after, categories)
    return ". ".join(f"{what}: {old} → {new}" for what, old, new in lines)


def compared(
    model: type[Model],
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    categories: Mapping[int, str],
) -> list[tuple[str, str, str]]:
    """Return (field, value before, value after) of each written field, formatted."""

    def words(name: str, value: Any) -> str:
        if name == "options" and value:
            pairs = value.items() if isinstance(value, Mapping) else json.loads(value)
            value = ", ".join(": ".join(pair) for pair in pairs)
        return shown(categories.get(value, value) if name in LINKS else value)

    return [
        (label(model, name), words(name, before.get(name)), words(name, value))
        for name, value in after.items()
    ]


def label(model: type[Model], name: str) -> str:
    if name == IMAGES:
        return capfirst(str(ProductImage._meta.verbose_name_plural))
    return capfirst(str(model._meta.get_field(LABELS_OF.get(name, name)).verbose_name))


def shown(value: Any) -> str:
    """Format a value for people."""
    if value is None or value == "":
        return "—"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, Decimal):
        return floatformat(value, "-2g")
    return truncatechars(str(value), 80)
