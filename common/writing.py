"""Writes for the calls that write most, in plain SQL.

The ORM makes its SQL anew each time, which takes as long as the database needs for the row. What a
field makes of its value is asked of the field, as the ORM does. Nothing is sent to signals."""

from collections.abc import Sequence
from functools import cache
from typing import TypeVar

from django.db import connection
from django.db.models import Field, Model

Row = TypeVar("Row", bound=Model)
# SQLite takes that many values in one statement, whichever way it was built.
MOST_VALUES = 999
INSERT = "INSERT INTO {table} ({names})"
UPDATE = "UPDATE {table} SET {changes} WHERE id = %s"


@cache
def fields_of(model: type[Model]) -> list[Field]:
    return [field for field in model._meta.concrete_fields if not field.primary_key]


@cache
def opening(model: type[Model], vendor: str) -> str:
    """INSERT INTO a table, without the values; vendor because names are quoted differently."""
    quote = connection.ops.quote_name
    names = ", ".join(quote(field.column) for field in fields_of(model))
    return INSERT.format(table=quote(model._meta.db_table), names=names)


def insert(row: Row) -> Row:
    """Write one row, and give it its primary key. Raises IntegrityError as save() does."""
    values = values_of(row)
    sql = f"{opening(type(row), connection.vendor)} VALUES ({places(values)})"
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return stored(row, cursor.lastrowid)


def insert_all(rows: Sequence[Row]) -> Sequence[Row]:
    """Write rows of one model in one statement; they do not learn their primary keys."""
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
    """Write these fields of a row that is there, as save(update_fields=names) does."""
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
