"""The terminal's own file: what must survive a power cut. Plain sqlite3, WAL, every commit on the disk.

No name, account number, password or token is ever written here. An order's number and its permit stand in the
outbox while an urge waits, as they are needed to send it. What has ended is kept for a while for staff, then
cleaned away. A file that is broken is set aside under another name, never deleted, and a new one begun with
the urges that can still be read from it.
"""

import contextlib
import logging
import sqlite3
import threading
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

from kiosk.journal.recovery import salvage, take_over
from kiosk.journal.schema import TooNew, connect
from kiosk.ports import JournalBroken

_LOG = logging.getLogger("terminal.journal")

KEEP = timedelta(days=30)
"""How long ended urges and print jobs can be looked up; device events and incidents as long."""
MOST_ROWS = 10_000
"""Of device events and of incidents: a device with a loose plug must not fill the disk."""
CLEAN_EVERY = timedelta(days=1)
SUFFIXES = ("-wal", "-shm", "")
"""Of a journal's files. The file itself goes last: a log beside a file that is not its own would spoil it."""
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

_CLEANING = (
    "DELETE FROM outbox WHERE state <> 'pending' AND ended_at < :before",
    "DELETE FROM print_jobs WHERE state <> 'started' AND started_at < :before",
    "DELETE FROM device_events WHERE at < :before",
    "DELETE FROM incidents WHERE at < :before",
    "DELETE FROM device_events WHERE id <= (SELECT max(id) FROM device_events) - :most",
    "DELETE FROM incidents WHERE id <= (SELECT max(id) FROM incidents) - :most",
)


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
        if self._successor.exists():
            self._give_way()
        try:
            return connect(self.path)
        except TooNew:
            raise
        except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
            code = getattr(error, "sqlite_errorcode", None)
            if code is not None and code & 0xFF in PASSING:
                raise
            return self._begin_anew()

    def _begin_anew(self) -> sqlite3.Connection:
        """The urges that can still be read go into a new file before the broken one gives way to it."""
        salvaged = salvage(self.path)
        building = self.path.with_name(self.path.name + ".building")
        for suffix in SUFFIXES:
            building.with_name(building.name + suffix).unlink(missing_ok=True)
        with contextlib.closing(connect(building)) as fresh:
            taken = take_over(salvaged, fresh)
            fresh.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        building.rename(self._successor)
        broken = self._give_way()
        rest = "" if salvaged.whole and taken == len(salvaged.urges) else "; others may be lost"
        _LOG.error("the journal is broken and set aside as %s; urges taken over: %d%s", broken, taken, rest)
        return connect(self.path)

    @property
    def _successor(self) -> Path:
        """A new journal, complete, that only has to be put in the broken one's place."""
        return self.path.with_name(self.path.name + ".new")

    def _give_way(self) -> str:
        """After a power cut in the midst of it, it is done again. The broken file's new name."""
        broken = set_aside(self.path, self._now())
        self._successor.rename(self.path)
        return broken.name

    def _drop(self) -> None:
        """Closing takes back what was not committed; the next use opens anew, and looks at the file again."""
        if self._connection is not None:
            with contextlib.suppress(sqlite3.Error):
                self._connection.close()
            self._connection = None


def set_aside(path: Path, now: datetime) -> Path:
    """Give a broken journal, with its log, another name that says when."""
    name = f"{path.name}.broken-{now:%Y%m%dT%H%M%S%fZ}"
    for suffix in SUFFIXES:
        part = path.with_name(path.name + suffix)
        if part.exists():
            part.rename(path.with_name(name + suffix))
    return path.with_name(name)


def _words(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"
