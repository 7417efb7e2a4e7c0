"""Rows of the database that a batch of an import works on: read at once, changed in memory, written at once.

A row costs some microseconds this way instead of some hundreds, and a refused one has written nothing.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, Connection, Table, bindparam, insert, select, update

from services.hub.store.models import Base, Event

_KEYS_AT_ONCE = 1_000
"""A statement takes so many and more: PostgreSQL 65,535 values, SQLite 32,766 or what it was built with."""


class Entry:
    """A row of a table. Its id is None until it is written; others may hold the entry itself in its stead."""

    __slots__ = ("values",)

    def __init__(self, values: dict[str, Any]) -> None:
        self.values = values

    def __getitem__(self, column: str) -> Any:
        return self.values[column]

    @property
    def id(self) -> Any:
        """Its number, or None."""
        return self.values.get("id")


class Shelf:
    """The rows of one table that a batch reads and changes."""

    def __init__(self, connection: Connection, model: type[Base], key: str | None = None) -> None:
        """`key` names the column that is unique within a company; without it new rows stay without ids."""
        self._connection = connection
        self._table = cast(Table, model.__table__)
        self._key = key
        self._added: list[Entry] = []
        self._changed: dict[int, tuple[Entry, set[str]]] = {}

    def read(self, *conditions: ColumnElement[bool]) -> list[Entry]:
        """The rows that meet the conditions, in the order of their numbers."""
        query = select(self._table).where(*conditions).order_by(self._table.c.id)
        return [Entry(dict(row)) for row in self._connection.execute(query).mappings()]

    def add(self, **values: Any) -> Entry:
        """A new row."""
        entry = Entry({"id": None, **values})
        self._added.append(entry)
        return entry

    def change(self, entry: Entry, values: Mapping[str, Any]) -> list[str]:
        """Set values, and tell which columns are different now."""
        different = [column for column, value in values.items() if not same(entry[column], value)]
        entry.values.update({column: values[column] for column in different})
        if different and entry.id is not None:
            self._changed.setdefault(entry.id, (entry, set()))[1].update(different)
        return different

    def write(self) -> None:
        """Insert what is new and update what has changed. New entries have their numbers then."""
        if self._added:
            rows = [_plain(entry, entry.values.keys() - {"id"}) for entry in self._added]
            self._connection.execute(insert(self._table), rows)
            self._number(self._added)
        by_columns: dict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
        for entry, columns in self._changed.values():
            by_columns[tuple(sorted(columns))].append({**_plain(entry, columns), "number": entry.id})
        for names, rows in by_columns.items():
            updating = update(self._table).where(self._table.c.id == bindparam("number"))
            self._connection.execute(updating.values({name: bindparam(name) for name in names}), rows)
        self._added, self._changed = [], {}

    def _number(self, added: Sequence[Entry]) -> None:
        """Read back the numbers that the database gave. RETURNING would cost SQLite a statement a row."""
        if self._key is None:
            return
        key = self._table.c[self._key]
        of_company = self._table.c.company_id == added[0]["company_id"]
        for begin in range(0, len(added), _KEYS_AT_ONCE):
            entries = {entry[self._key]: entry for entry in added[begin : begin + _KEYS_AT_ONCE]}
            written = select(key, self._table.c.id).where(of_company, key.in_(list(entries)))
            for row in self._connection.execute(written):
                entries[row[0]].values["id"] = row[1]


def same(one: Any, other: Any) -> bool:
    """Whether two values, either of which may be an entry, would be stored alike."""
    if isinstance(one, Entry) and isinstance(other, Entry):
        return one is other or (one.id is not None and one.id == other.id)
    if any(isinstance(each, Entry) and each.id is None for each in (one, other)):
        return False  # what has no number yet is none of those in the database, and not nothing
    return bool(_stored(one) == _stored(other))


def _stored(value: Any) -> Any:
    return value.id if isinstance(value, Entry) else value


def _plain(entry: Entry, columns: Iterable[str]) -> dict[str, Any]:
    return {column: _stored(entry[column]) for column in columns}


@dataclass
class Taking:
    """One batch: whose data, in whose name, when."""

    connection: Connection
    company_id: int
    file_name: str
    source: str
    now: datetime
    _events: list[dict[str, Any]] = field(default_factory=list)

    @property
    def actor(self) -> str:
        """As an event's actor."""
        return f"import:{self.file_name}"[:120]

    def happened(
        self, kind: str, details: Mapping[str, Any], occurred_at: datetime, order: Entry | None = None
    ) -> None:
        """Note an event. `details` hold no personal values; an entry in them is written as its number."""
        self._events.append(
            {"kind": kind, "order": order, "details": details, "occurred_at": occurred_at},
        )

    def write_events(self) -> None:
        """Insert the events, after all that they speak of."""
        rows = [
            {
                "company_id": self.company_id,
                "kind": event["kind"],
                "actor": self.actor,
                "order_id": _stored(event["order"]),
                "details": json.dumps(event["details"], ensure_ascii=False, default=_as_json),
                "occurred_at": event["occurred_at"],
                "recorded_at": self.now,
            }
            for event in self._events
        ]
        if rows:
            self.connection.execute(insert(Event), rows)
        self._events = []

    def forget_events(self) -> None:
        """Forget what did not happen after all, because the database refused it."""
        self._events = []


def _as_json(value: Any) -> Any:
    return value.id if isinstance(value, Entry) else value.isoformat()
