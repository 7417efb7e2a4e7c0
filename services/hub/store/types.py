"""Column types that behave alike on SQLite and PostgreSQL."""

from datetime import UTC, datetime
from typing import Any, TypeAlias

from sqlalchemy import DateTime
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

AnyRow: TypeAlias = Any
"""A row whose columns are told by the statement that read it."""

_LONGEST_NUMBER = 18
"""Of digits. Some numbers of 19 have no room in 64 bits, and PostgreSQL takes none of these."""


def row_number(told: str) -> int | None:
    """The number of a row, as an address or a form tells it; None for what no row of ours can have."""
    return int(told) if told.isascii() and told.isdigit() and len(told) <= _LONGEST_NUMBER else None


class Instant(TypeDecorator[datetime]):
    """A moment, aware, kept in UTC. SQLite drops the zone, so it is put back on reading.

    Raises ValueError for a naive datetime: a moment without a zone is no moment.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        utc = value.astimezone(UTC)
        return utc if dialect.name == "postgresql" else utc.replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)
