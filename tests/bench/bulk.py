"""Rows into the hub's tables by the thousand a moment: COPY on PostgreSQL, `executemany` on SQLite."""

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import chain
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.sql.schema import ScalarElementColumnDefault

from services.hub.store.models import Base

Row = dict[str, Any]
_Convert = Callable[[Any], Any]

_KNOWN = 4_096
"""Days and moments that are remembered as the text that SQLite holds: there are few, in millions of rows."""


def put(connection: Connection, table: type[Base], rows: Iterable[Row], **same: object) -> None:
    """Insert rows that all have the same columns; `same` are columns that are the same in each."""
    left = iter(rows)
    first = next(left, None)
    if first is None:
        return
    every = _defaults(table) | same
    varied = [name for name in first if name not in same]
    fixed = [name for name in every if name not in varied]
    columns = [*varied, *fixed]
    converts = _converts(connection, table, columns)
    end = tuple(
        convert(every[name]) if convert else every[name]
        for name, convert in zip(fixed, converts[len(varied) :], strict=True)
    )
    _write(connection, table, columns, _values(chain([first], left), varied, converts, end))


def _defaults(table: type[Base]) -> Row:
    """What the models say where a row says nothing, which the database itself does not know."""
    columns = table.__table__.columns
    return {
        column.name: column.default.arg
        for column in columns
        if isinstance(column.default, ScalarElementColumnDefault)
    }


def _converts(connection: Connection, table: type[Base], columns: list[str]) -> list[_Convert | None]:
    """How the values of each column become what the driver takes; psycopg takes them as they are."""
    if connection.dialect.name == "postgresql":
        return [None] * len(columns)
    types = [table.__table__.columns[name].type.dialect_impl(connection.dialect) for name in columns]
    found = [type_.bind_processor(connection.dialect) for type_ in types]
    return [lru_cache(_KNOWN)(convert) if convert else None for convert in found]


def _values(
    rows: Iterable[Row], names: list[str], converts: list[_Convert | None], end: tuple[Any, ...]
) -> Iterator[tuple[Any, ...]]:
    pairs = list(zip(names, converts, strict=False))
    for row in rows:
        yield (*[convert(row[name]) if convert else row[name] for name, convert in pairs], *end)


def _write(
    connection: Connection, table: type[Base], columns: list[str], values: Iterator[tuple[Any, ...]]
) -> None:
    raw: Any = connection.connection.driver_connection
    into = f"{table.__tablename__} ({', '.join(columns)})"
    if connection.dialect.name == "postgresql":
        with raw.cursor() as cursor, cursor.copy(f"COPY {into} FROM STDIN") as copy:
            for row in values:
                copy.write_row(row)
    else:
        raw.executemany(f"INSERT INTO {into} VALUES ({', '.join('?' * len(columns))})", values)
