"""Queries whose SQL is compiled once: compiling costs the ORM as much as reading a page."""

from collections.abc import Callable, Collection, Hashable, Mapping, Sequence

from django.db import DEFAULT_DB_ALIAS, connections, router
from django.db.models import Model, QuerySet

from common.memory import Memory


class Statement:
    """The compiled SQL of a values_list queryset, with the converters of its columns."""

    def __init__(self, rows: QuerySet):
        self.compiler = rows.query.get_compiler(DEFAULT_DB_ALIAS)
        self.sql, self.params = self.compiler.as_sql()
        self.model = rows.model

    def rows(self, params: Sequence | Mapping | None = None) -> list[tuple]:
        """Return the rows.

        params replace the parameters that the SQL was compiled with, in order; a dictionary
        replaces some of them, by their compiled values."""
        if isinstance(params, Mapping):
            params = [params.get(value, value) for value in self.params]
        with connections[router.db_for_read(self.model)].cursor() as cursor:
            cursor.execute(self.sql, self.params if params is None else params)
            fetched = cursor.fetchall()
        return list(self.compiler.results_iter([fetched], tuple_expected=True))


def columns(model: type[Model], names: Collection[str] = ()) -> list[str]:
    """Return the columns of these fields, or of all, in the order that from_db expects."""
    fields = model._meta.concrete_fields
    return [field.attname for field in fields if not names or field.name in names]


# A number of entries; each takes a few kilobytes.
statements = Memory(500)


def prepared(key: Hashable, make: Callable[[], QuerySet]) -> Statement:
    """Return the statement cached under the key; compile it if missing."""
    statement = statements.get(key)
    if statement is None:
        statement = Statement(make())
        statements.put(key, statement, 1)
    return statement
