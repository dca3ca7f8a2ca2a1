"""Fast inserts and updates in plain SQL, for the busiest calls.

The ORM compiles its SQL on each call, which takes as long as the write itself. Values are prepared
by the model's fields, as in the ORM. No signals are sent."""

from collections.abc import Sequence
from functools import cache
from typing import TypeVar

from django.db import connection
from django.db.models import Field, Model

Row = TypeVar("Row", bound=Model)
# Every build of SQLite accepts this many values in one statement.
MOST_VALUES = 999
INSERT = "INSERT INTO {table} ({names})"
UPDATE = "UPDATE {table} SET {changes} WHERE id = %s"


@cache
def fields_of(model: type[Model]) -> list[Field]:
    return [field for field in model._meta.concrete_fields if not field.primary_key]


@cache
def opening(model: type[Model], vendor: str) -> str:
    """Return INSERT INTO … without the values; databases (vendor) quote names differently."""
    quote = connection.ops.quote_name
    names = ", ".join(quote(field.column) for field in fields_of(model))
    return INSERT.format(table=quote(model._meta.db_table), names=names)


def insert(row: Row) -> Row:
    """Insert a row and set its primary key. Raises IntegrityError, like save()."""
    values = values_of(row)
    sql = f"{opening(type(row), connection.vendor)} VALUES ({places(values)})"
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return stored(row, cursor.lastrowid)


def insert_all(rows: Sequence[Row]) -> Sequence[Row]:
    """Insert rows of one model with one statement, without setting their primary keys."""
    if not rows:
        return rows
    start, size = opening(type(rows[0]), connection.vendor), len(fields_of(type(rows[0])))
    batch = MOST_VALUES // size if connection.vendor == "sqlite" else len(rows)
    with connection.cursor() as cursor:
        for at in range(0, len(rows), batch):
            values = [values_of(row) for row in rows[at : at + batch]]
            sql = f"{start} VALUES {', '.join(f'({places(each)})' for each in values)}"
            cursor.execute(sql, [value for each in values for value in each])
    return rows


def update(row: Model, *names: str) -> None:
    """Update these fields of an existing row, like save(update_fields=names)."""
    fields, quote = [row._meta.get_field(name) for name in names], connection.ops.quote_name
    changes = ", ".join(f"{quote(field.column)} = %s" for field in fields)
    sql = UPDATE.format(table=quote(row._meta.db_table), changes=changes)
    with connection.cursor() as cursor:
        cursor.execute(sql, [*(value_of(field, row, False) for field in fields), row.pk])


def values_of(row: Model) -> list:
    return [value_of(field, row, True) for field in fields_of(type(row))]


def value_of(field: Field, row: Model, is_new: bool) -> object:
    return field.get_db_prep_save(field.pre_save(row, is_new), connection)


def places(values: Sequence) -> str:
    return ", ".join(["%s"] * len(values))


def stored(row: Row, pk: int) -> Row:
    row.pk, row._state.adding, row._state.db = pk, False, connection.alias
    return row
