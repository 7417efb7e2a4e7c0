"""How the hub opens its database: SQLite for one machine, PostgreSQL for a fleet.

On SQLite the driver's own half-automatic transactions are switched off and every transaction begins as what
it is: `reading` takes no lock, everything else takes the write lock at once (BEGIN IMMEDIATE), so that two
writers queue at the beginning instead of failing half-way. What is committed is on the disk (WAL,
synchronous=FULL), in files that their owner alone may read.

On PostgreSQL `reading` is REPEATABLE READ, READ ONLY, so that a list and its stages are of one moment there
too, and a writer that waits for a lock gives up as it does on SQLite.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

BUSY_TIMEOUT_MS = 5_000
"""How long a writer waits for another process before it gives up with OperationalError."""


_POOL = 8
"""Connections that a PostgreSQL hub keeps: one for each of its threads (usecases/work.py)."""


class BadDatabaseUrl(ValueError):
    """The address of the database cannot be used; says why."""


def make_engine(url: str | URL, *, busy_timeout_ms: int = BUSY_TIMEOUT_MS) -> Engine:
    """An engine for `url`, such as sqlite:////var/lib/hub/hub.db or postgresql+psycopg://host/hub.

    Raises BadDatabaseUrl for an address that is none, or whose kind of database or driver is not there.
    """
    try:
        parsed = make_url(url)
        backend = parsed.get_backend_name()
    except (ArgumentError, ValueError) as error:
        raise BadDatabaseUrl(f"not a database address: {error}") from error
    if backend not in ("sqlite", "postgresql"):
        raise BadDatabaseUrl(f"the hub runs on sqlite and postgresql, not on {backend}")
    if backend == "postgresql":
        return _postgresql(parsed, busy_timeout_ms)
    if parsed.database in (None, "", ":memory:") or parsed.query:
        raise BadDatabaseUrl("the hub needs a database file: sqlite:////path/to/hub.db")
    engine = create_engine(parsed, hide_parameters=True)
    _prepare_sqlite(engine, Path(str(parsed.database)), busy_timeout_ms)
    return engine


def _postgresql(url: URL, busy_timeout_ms: int) -> Engine:
    try:
        engine = create_engine(url, hide_parameters=True, pool_size=_POOL, pool_pre_ping=True)
    except ModuleNotFoundError as error:
        raise BadDatabaseUrl(f"{url.drivername} needs the package {error.name}: install it first") from error
    except NoSuchModuleError as error:
        raise BadDatabaseUrl(f"there is no driver {url.drivername}: use postgresql+psycopg") from error

    def connected(raw: Any, _record: Any) -> None:
        raw.execute(f"SET lock_timeout = {busy_timeout_ms:d}")
        raw.commit()

    event.listen(engine, "connect", connected)
    return engine


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A connection that never waits for a writer, and sees one moment of the database throughout."""
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            connection.connection.cursor().execute("BEGIN")
            yield connection
        else:
            connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            # Committed: at a rollback psycopg forgets all that it has prepared, and each statement is planned
            # anew for every reader, which takes more than half of the time of one order.
            with connection.begin():
                yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction that is committed at the end, or leaves nothing behind."""
    with engine.begin() as connection:
        yield connection


def _prepare_sqlite(engine: Engine, file: Path, busy_timeout_ms: int) -> None:
    def connecting(*_: Any) -> None:
        _keep_private(file)

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

    event.listen(engine, "do_connect", connecting)
    event.listen(engine, "connect", connected)
    event.listen(engine, "begin", begun)


def _keep_private(file: Path) -> None:
    """Make the database's file for its owner alone; SQLite gives that mode to its -wal and -shm as well.

    A file that is there is never opened here: closing it would drop the locks that SQLite holds on it for
    this process. What cannot be made is for SQLite to complain of.
    """
    with suppress(OSError):
        os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    for part in (file, Path(f"{file}-wal"), Path(f"{file}-shm")):
        with suppress(FileNotFoundError):
            if part.stat().st_mode & 0o077:
                part.chmod(0o600)
