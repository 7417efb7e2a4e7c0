"""How the hub opens its database: SQLite for one machine, PostgreSQL for a fleet.

On SQLite the driver's own half-automatic transactions are switched off and every transaction begins as what
it is: `reading` takes no lock, everything else takes the write lock at once (BEGIN IMMEDIATE), so that two
writers queue at the beginning instead of failing half-way. What is committed is on the disk (WAL,
synchronous=FULL).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError

BUSY_TIMEOUT_MS = 5_000
"""How long a writer waits for another process before it gives up with OperationalError."""


class BadDatabaseUrl(ValueError):
    """The address of the database cannot be used; says why."""


def make_engine(url: str | URL, *, busy_timeout_ms: int = BUSY_TIMEOUT_MS) -> Engine:
    """An engine for `url`, such as sqlite:////var/lib/hub/hub.db or postgresql+psycopg://host/hub.

    Raises BadDatabaseUrl for an address that is none, or whose kind of database is not supported.
    """
    try:
        parsed = make_url(url)
        backend = parsed.get_backend_name()
    except (ArgumentError, ValueError) as error:
        raise BadDatabaseUrl(f"not a database address: {error}") from error
    if backend not in ("sqlite", "postgresql"):
        raise BadDatabaseUrl(f"the hub runs on sqlite and postgresql, not on {backend}")
    if backend == "sqlite" and parsed.database in (None, "", ":memory:"):
        raise BadDatabaseUrl("the hub needs a database file: sqlite:////path/to/hub.db")
    engine = create_engine(parsed, hide_parameters=True)
    if backend == "sqlite":
        _prepare_sqlite(engine, busy_timeout_ms)
    return engine


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A connection that never waits for a writer, and on SQLite sees one moment throughout."""
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            connection.connection.cursor().execute("BEGIN")
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction that is committed at the end, or leaves nothing behind."""
    with engine.begin() as connection:
        yield connection


def _prepare_sqlite(engine: Engine, busy_timeout_ms: int) -> None:
    def connected(raw: Any, _record: Any) -> None:
        raw.isolation_level = None
        cursor = raw.cursor()
        cursor.execute(f"PRAGMA busy_timeout={busy_timeout_ms:d}")
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.close()

    def begun(connection: Connection) -> None:
        raw: Any = connection.connection.dbapi_connection
        if not raw.in_transaction:
            connection.exec_driver_sql("BEGIN IMMEDIATE")

    event.listen(engine, "connect", connected)
    event.listen(engine, "begin", begun)
