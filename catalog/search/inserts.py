"""Write thousands of rows in plain SQL.

The ORM would take longer to compile the statements than the database to run them."""

from collections.abc import Iterable, Sequence

from django.db import connection
from django.db.models import BinaryField, Model

# Every build of SQLite accepts this many values in a statement.
VALUES = 960
INSERT = "INSERT INTO {table} ({names}) VALUES {rows}"
ON_CONFLICT = {
    "sqlite": " ON CONFLICT ({key}) DO UPDATE SET {last} = excluded.{last}",
    "mysql": " ON DUPLICATE KEY UPDATE {last} = VALUES({last})",
}
# Without it, MySQL reads the bytes as text.
BINARY = {"sqlite": "%s", "mysql": "_binary %s"}


def insert(model: type[Model], names: Sequence[str], rows: Iterable[tuple]) -> None:
    """Insert rows of these columns."""
    run(INSERT, model, names, list(rows))


def upsert(model: type[Model], names: Sequence[str], rows: Iterable[tuple]) -> None:
    """Insert rows, or update the last column of the rows that have the same other columns."""
    run(INSERT + ON_CONFLICT[connection.vendor], model, names, list(rows))


def run(sql: str, model: type[Model], names: Sequence[str], rows: list[tuple]) -> None:
    *key, last = names
    is_binary = isinstance(model._meta.get_field(last), BinaryField)
    place = ", ".join(["%s"] * len(key) + [BINARY[connection.vendor] if is_binary else "%s"])
    columns = {"names": ", ".join(names), "key": ", ".join(key), "last": last}
    size = VALUES // len(names)
    with connection.cursor() as cursor:
        for start in range(0, len(rows), size):
            part = rows[start : start + size]
            places = ", ".join([f"({place})"] * len(part))
            text = sql.format(table=model._meta.db_table, rows=places, **columns)
            cursor.execute(text, [each for row in part for each in row])
