"""Statements that are on the way of every request: compiled once, then given straight to the driver.

From a prebuilt statement to its rows SQLAlchemy takes some 60 microseconds more than the driver does, and one
order is five statements. What is kept: the statement is built and typed by the models and compiled for the
database at hand, values pass through its types both ways, and errors are SQLAlchemy's. What is left out:
events, caches, result objects. For reading alone, within `engine.reading`; no lists for IN.
"""

from collections import namedtuple
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import DBAPIError

_Convert = Callable[[Any], Any]


class _Bound(NamedTuple):
    name: str
    own: Any
    """The value that the statement itself has, as for a LIMIT."""
    convert: _Convert | None


class _Compiled(NamedTuple):
    sql: str
    bound: tuple[_Bound, ...]
    positional: bool
    row: Callable[[Iterable[Any]], Any]
    converted: tuple[tuple[int, _Convert], ...]
    """The columns whose values the driver gives otherwise than their type has them."""


class Prepared:
    """A select, compiled once for each kind of database."""

    def __init__(self, statement: Select[*tuple[Any, ...]]) -> None:
        self._statement = statement
        self._compiled: dict[str, _Compiled] = {}

    def all(self, connection: Connection, values: dict[str, Any]) -> list[Any]:
        """Its rows, with columns as attributes. `values` has one for each of its bindparams."""
        dialect = connection.dialect
        compiled = self._compiled.get(dialect.name) or self._compile(dialect)
        given = [
            values.get(name, own) if convert is None else convert(values.get(name, own))
            for name, own, convert in compiled.bound
        ]
        found = _run(connection, compiled, given)
        if not compiled.converted:
            return [compiled.row(row) for row in found]
        return [compiled.row(_converted(row, compiled.converted)) for row in found]

    def one_or_none(self, connection: Connection, values: dict[str, Any]) -> Any:
        """Its first row, None without one."""
        rows = self.all(connection, values)
        return rows[0] if rows else None

    def _compile(self, dialect: Dialect) -> _Compiled:
        compiled = self._statement.compile(dialect=dialect)
        own = compiled.construct_params(_check=False)
        positions: list[str] | None = getattr(compiled, "positiontup", None)
        types = {name: bound.type for name, bound in compiled.binds.items()}
        columns = self._statement.selected_columns
        converts = [column.type.dialect_impl(dialect).result_processor(dialect, None) for column in columns]
        row: Any = namedtuple("Row", columns.keys())  # type: ignore[misc]
        made = _Compiled(
            sql=str(compiled),
            bound=tuple(
                _Bound(name, own.get(name), types[name].dialect_impl(dialect).bind_processor(dialect))
                for name in positions or own
            ),
            positional=positions is not None,
            row=row._make,
            converted=tuple((at, convert) for at, convert in enumerate(converts) if convert),
        )
        self._compiled[dialect.name] = made
        return made


def _run(connection: Connection, compiled: _Compiled, given: list[Any]) -> list[Any]:
    cursor = connection.connection.cursor()
    try:
        if compiled.positional:
            cursor.execute(compiled.sql, given)
        else:
            cursor.execute(
                compiled.sql, {name: value for (name, *_), value in zip(compiled.bound, given, strict=True)}
            )
        return list(cursor.fetchall())
    except connection.dialect.loaded_dbapi.Error as error:
        raise DBAPIError.instance(
            compiled.sql, None, error, connection.dialect.loaded_dbapi.Error, hide_parameters=True
        ) from error
    finally:
        cursor.close()


def _converted(row: Iterable[Any], converted: tuple[tuple[int, _Convert], ...]) -> list[Any]:
    values = list(row)
    for at, convert in converted:
        values[at] = convert(values[at])
    return values
