"""The terminal's own file: what must survive a power cut. Plain sqlite3, WAL, every commit on the disk.

No name, account number, password or token is ever written here. An order's number and its permit stand in the
outbox while an urge waits, as they are needed to send it. What has ended is kept for a while for staff, then
cleaned away. A file that is broken is set aside under another name, never deleted, and a new one begun.
"""

import contextlib
import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

from kiosk.ports import JournalBroken

KEEP = timedelta(days=30)
"""How long ended urges and print jobs can be looked up; device events and incidents as long."""
MOST_ROWS = 10_000
"""Of device events and of incidents: a device with a loose plug must not fill the disk."""
CLEAN_EVERY = timedelta(days=1)
BUSY_S = 5.0
PASSING = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_PERM,
        sqlite3.SQLITE_NOMEM,
    }
)
"""Errors of the machine. Any other one at opening means that the file itself is broken."""

MIGRATIONS = (
    """
    CREATE TABLE outbox (
        key TEXT PRIMARY KEY,
        kind TEXT NOT NULL,
        order_no TEXT NOT NULL,
        stage_id TEXT NOT NULL,
        permit TEXT,
        touched_at TEXT NOT NULL,
        kept_at TEXT NOT NULL,
        state TEXT NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'sent', 'refused')),
        attempts INTEGER NOT NULL DEFAULT 0,
        outcome TEXT,
        ended_at TEXT
    ) STRICT;
    CREATE INDEX outbox_pending ON outbox (kept_at) WHERE state = 'pending';
    CREATE TABLE print_jobs (
        key TEXT PRIMARY KEY,
        state TEXT NOT NULL CHECK (state IN ('started', 'confirmed', 'not-sent', 'unknown')),
        reason TEXT,
        started_at TEXT NOT NULL,
        ended_at TEXT
    ) STRICT;
    CREATE TABLE device_events (
        id INTEGER PRIMARY KEY,
        at TEXT NOT NULL,
        device TEXT NOT NULL,
        status TEXT NOT NULL,
        reason TEXT
    ) STRICT;
    CREATE TABLE incidents (
        id INTEGER PRIMARY KEY,
        at TEXT NOT NULL,
        reference TEXT NOT NULL,
        place TEXT NOT NULL,
        what TEXT NOT NULL
    ) STRICT;
    """,
)
"""Each brings the schema up by one version; what has once been released is never changed."""

_LOOK = (
    "SELECT key, kind, order_no, stage_id, permit, touched_at, kept_at, state, attempts, outcome, ended_at"
    " FROM outbox LIMIT 1",
    "SELECT key, state, reason, started_at, ended_at FROM print_jobs LIMIT 1",
    "SELECT id, at, device, status, reason FROM device_events LIMIT 1",
    "SELECT id, at, reference, place, what FROM incidents LIMIT 1",
)
"""Damage can rename a table and leave a file that SQLite finds in order."""

_CLEANING = (
    "DELETE FROM outbox WHERE state <> 'pending' AND ended_at < :before",
    "DELETE FROM print_jobs WHERE state <> 'started' AND started_at < :before",
    "DELETE FROM device_events WHERE at < :before",
    "DELETE FROM incidents WHERE at < :before",
    "DELETE FROM device_events WHERE id <= (SELECT max(id) FROM device_events) - :most",
    "DELETE FROM incidents WHERE id <= (SELECT max(id) FROM incidents) - :most",
)


class TooNew(sqlite3.DatabaseError):
    """Written by a newer terminal: its file is in order, and not for us."""


class Journal:
    """One connection behind one lock; any thread may write. It is opened when it is first used."""

    def __init__(self, path: Path, now: Callable[[], datetime]) -> None:
        """`now` is the hub's time, aware."""
        self.path = path
        self._now = now
        self._lock = threading.RLock()
        self._connection: sqlite3.Connection | None = None
        self._closed = False
        self._clean_next: datetime | None = None

    def moment(self) -> str:
        """Now, as it is written in every table: ISO 8601, UTC."""
        return self._now().isoformat(timespec="microseconds")

    @contextlib.contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """What is done inside is on the disk when this returns, or was never done. Raises JournalBroken."""
        with self._lock:
            try:
                connection = self._opened()
                connection.execute("BEGIN IMMEDIATE")
                yield connection
                connection.execute("COMMIT")
            except (sqlite3.Error, OSError, UnicodeDecodeError) as error:
                self._drop()
                raise JournalBroken(_words(error)) from error
            except BaseException:
                self._drop()
                raise

    def clean(self) -> None:
        """Drop what has ended long ago; done once a day by itself. Raises JournalBroken."""
        before = (self._now() - KEEP).isoformat(timespec="microseconds")
        with self.transaction() as connection:
            for statement in _CLEANING:
                connection.execute(statement, {"before": before, "most": MOST_ROWS})

    def close(self) -> None:
        """Nothing can be written afterwards."""
        with self._lock:
            self._closed = True
            if self._connection is not None:
                with contextlib.suppress(sqlite3.Error):
                    self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            self._drop()

    def _opened(self) -> sqlite3.Connection:
        if self._closed:
            raise JournalBroken("the terminal is being shut down")
        if self._connection is None:
            self._connection = self._open()
        if self._clean_next is None or self._now() >= self._clean_next:
            self._clean_next = self._now() + CLEAN_EVERY
            self.clean()
        return self._connection

    def _open(self) -> sqlite3.Connection:
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            return _connect(self.path)
        except TooNew:
            raise
        except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
            code = getattr(error, "sqlite_errorcode", None)
            if code is not None and code & 0xFF in PASSING:
                raise
            set_aside(self.path, self._now())
            return _connect(self.path)

    def _drop(self) -> None:
        """Closing takes back what was not committed; the next use opens anew, and looks at the file again."""
        if self._connection is not None:
            with contextlib.suppress(sqlite3.Error):
                self._connection.close()
            self._connection = None


def set_aside(path: Path, now: datetime) -> Path:
    """Give a broken journal, with its log, another name that says when."""
    name = f"{path.name}.broken-{now:%Y%m%dT%H%M%S%fZ}"
    for suffix in ("-wal", "-shm", ""):
        part = path.with_name(path.name + suffix)
        if part.exists():
            part.rename(path.with_name(name + suffix))
    return path.with_name(name)


def _connect(path: Path) -> sqlite3.Connection:
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    path.chmod(0o600)  # SQLite gives its -wal and -shm the mode of the file itself
    connection = sqlite3.connect(path, timeout=BUSY_S, isolation_level=None, check_same_thread=False)
    try:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA secure_delete=ON")
        connection.text_factory = lambda text: text.decode("utf-8", "replace")
        if connection.execute("PRAGMA integrity_check(1)").fetchone()[0] != "ok":
            raise sqlite3.DatabaseError("integrity_check found damage")
        _migrate(connection)
        for statement in _LOOK:
            connection.execute(statement).fetchone()
    except BaseException:
        connection.close()
        raise
    return connection


def _migrate(connection: sqlite3.Connection) -> None:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version > len(MIGRATIONS):
        raise TooNew(f"the journal is of version {version}, newer than this terminal")
    for number, script in enumerate(MIGRATIONS[version:], version + 1):
        connection.executescript(f"BEGIN IMMEDIATE; {script}; PRAGMA user_version={number}; COMMIT;")


def _words(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"
