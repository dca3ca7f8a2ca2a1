"""Cursor pagination of lists that change while they are read.

Each page continues after the last row of the page before. A row that a change moves from the
unread part into the read part would be missed, so the walk ends with the rows that moved since
it began; those may be seen twice."""

import base64
import binascii
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any, NamedTuple

from django.core.exceptions import FieldError
from django.core.exceptions import ValidationError as InvalidValue
from django.db.models import Q, QuerySet
from django.utils import timezone as clock
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import ErrorDetail, ValidationError

LONGEST = 2000


@dataclass(frozen=True)
class Cursor:
    """A position in a list: after (or before) the row with these sort values and this id.

    since: when the walk began. moved: the walk has reached the rows that moved, ordered by the
    time they moved. A cursor without values is the beginning."""

    order: tuple[str, ...]
    since: datetime
    values: tuple[str, ...] = ()
    pk: int = 0
    backwards: bool = False
    moved: bool = False

    def text(self) -> str:
        parts = [self.order, self.since.isoformat(), self.values, self.pk]
        packed = json.dumps([*parts, self.backwards, self.moved]).encode()
        return base64.urlsafe_b64encode(packed).decode().rstrip("=")


class Page(NamedTuple):
    rows: list
    next: Cursor | None
    previous: Cursor | None


def unreadable() -> ValidationError:
    detail = _("Invalid cursor. Use the one from a page of this list.")
    return ValidationError({"cursor": [ErrorDetail(detail, code="invalid")]})


def read(text: str, order: Sequence[str]) -> Cursor:
    """Parse a request's cursor; an empty one starts a walk. Raises ValidationError."""
    order = tuple(order)
    if not text:
        return Cursor(order, clock.now())
    try:
        if len(text) > LONGEST:
            raise ValueError
        packed = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        cursor = unpacked(*json.loads(packed))
    except (ValueError, TypeError, OverflowError, RecursionError, binascii.Error) as error:
        raise unreadable() from error
    if cursor.order != order or len(cursor.values) not in (0, 1 if cursor.moved else len(order)):
        raise unreadable()
    return cursor


def unpacked(order, since, values, pk, backwards, moved) -> Cursor:
    """Parse what text() writes. Raises ValueError or TypeError."""
    texts = [*order, *values]
    kinds = (isinstance(order, list), isinstance(values, list), type(pk) is int)
    flags = (type(backwards) is bool, type(moved) is bool, all(type(t) is str for t in texts))
    if not all(kinds + flags) or not 0 <= pk < 2**63 or any("\x00" in each for each in texts):
        raise ValueError
    began = datetime.fromisoformat(since).astimezone(timezone.utc)
    if not 2000 < began.year < 9000:
        raise ValueError
    return Cursor(tuple(order), began, tuple(values), pk, backwards, moved)


def shown(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def signs(order: Sequence[str], *, backwards: bool) -> list[tuple[str, bool]]:
    """Return (column, descending) pairs, the id last; it follows the last column's direction."""
    named = [(name.removeprefix("-"), name.startswith("-") != backwards) for name in order]
    return [*named, ("id", named[-1][1])]


class Walk:
    """Read an ordered queryset page by page.

    fetch reads the rows of a slice; values_of and id_of return a row's sort values and id.
    moved_column holds the time a row last changed its position; None if rows never move."""

    def __init__(
        self,
        rows: QuerySet,
        *,
        moved_column: str | None,
        fetch: Callable[[QuerySet], list] = list,
        value_of: Callable[[Any, str], Any] = getattr,
    ):
        self.rows, self.moved_column = rows, moved_column
        self.fetch, self.value_of = fetch, value_of

    def page(self, cursor: Cursor, size: int) -> Page:
        try:
            return self.moved_page(cursor, size) if cursor.moved else self.ordered(cursor, size)
        except (InvalidValue, FieldError, ValueError, OverflowError) as error:
            # The values have the wrong types: the shop never issued this cursor.
            raise unreadable() from error

    def ordered(self, cursor: Cursor, size: int) -> Page:
        columns = signs(cursor.order, backwards=cursor.backwards)
        found, is_cut = self.slice(columns, cursor, size)
        if cursor.backwards:
            found.reverse()
        before = is_cut if cursor.backwards else bool(cursor.values)
        previous = self.beside(cursor, found[0], backwards=True) if found and before else None
        if found and (is_cut or cursor.backwards):
            return Page(found, self.beside(cursor, found[-1]), previous)
        return Page(found, None if cursor.backwards else self.end(cursor), previous)

    def end(self, cursor: Cursor) -> Cursor | None:
        """After the ordered part, go on with the rows that moved since the walk began, if any."""
        if not (cursor.values and self.moved_column):
            return None
        moved = self.rows.order_by().filter(**{f"{self.moved_column}__gte": cursor.since})
        return Cursor(cursor.order, cursor.since, moved=True) if moved.exists() else None

    def moved_page(self, cursor: Cursor, size: int) -> Page:
        if self.moved_column is None:
            raise unreadable()
        columns = [(self.moved_column, False), ("id", False)]
        found, is_cut = self.slice(columns, cursor, size)
        if not is_cut:
            return Page(found, None, None)
        last = found[-1]
        at = shown(self.value_of(last, self.moved_column))
        pk = self.value_of(last, "id")
        return Page(found, Cursor(cursor.order, cursor.since, (at,), pk, moved=True), None)

    def slice(
        self, columns: list[tuple[str, bool]], cursor: Cursor, size: int
    ) -> tuple[list, bool]:
        """Return the next rows, and whether there are more."""
        rows = self.rows.filter(beyond(columns, cursor)) if cursor.values else self.rows
        if cursor.moved:
            rows = rows.filter(**{f"{self.moved_column}__gte": cursor.since})
        names = [f"-{name}" if falls else name for name, falls in columns]
        found = self.fetch(rows.order_by(*names)[: size + 1])
        return found[:size], len(found) > size

    def beside(self, cursor: Cursor, row: Any, *, backwards: bool = False) -> Cursor:
        values = [shown(self.value_of(row, name.removeprefix("-"))) for name in cursor.order]
        pk = self.value_of(row, "id")
        return Cursor(cursor.order, cursor.since, tuple(values), pk, backwards=backwards)


def beyond(columns: list[tuple[str, bool]], cursor: Cursor) -> Q:
    """Return the condition for rows after the cursor: beyond it in the first differing column."""
    condition, same = Q(), Q()
    for (name, falls), value in zip(columns, [*cursor.values, cursor.pk], strict=True):
        condition |= same & Q(**{f"{name}__{'lt' if falls else 'gt'}": value})
        same &= Q(**{name: value})
    return condition


def moved_column_of(order: Iterable[str], keeping: Iterable[str]) -> str | None:
    """Return updated_at if a change can move a row backwards, None if values only grow."""
    return None if set(order) <= {*keeping, "updated_at"} else "updated_at"
