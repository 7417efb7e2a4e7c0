"""What can still be read from a broken journal: the urges that were promised to customers and not sent yet.

SQLite reads row by row until it meets damage; the rows behind it are asked for one by one. Where the file's
first page is gone, which says where the tables are, that of a new journal stands in: the same schema lays
its tables out alike. Nothing is ever written to the broken file; all is done to a copy.
"""

import contextlib
import shutil
import sqlite3
import tempfile
from dataclasses import dataclass
from pathlib import Path

from kiosk.journal.schema import PAGE_BYTES, connect

MOST_TRIES = 10_000
"""Rows that are asked for one by one; a day brings less than a hundred."""
VALID_FOR = 92
"""Where the header tells to which of its changes its page count belongs (SQLite's file format, 1.3.11)."""
UNREADABLE = (sqlite3.DatabaseError, UnicodeDecodeError)
"""The second is raised for an error's own words."""
_COLUMNS = "key, kind, order_no, stage_id, permit, touched_at, kept_at, attempts"
_INSERT = f"INSERT OR IGNORE INTO outbox ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"  # noqa: S608
_READ = f"SELECT rowid, state, {_COLUMNS} FROM outbox NOT INDEXED"  # noqa: S608
Rows = dict[int, tuple[object, ...]]
"""By rowid: the state, then the columns."""


@dataclass(frozen=True)
class Salvaged:
    """Urges that waited to be sent."""

    urges: tuple[list[object], ...]
    whole: bool
    """Whether SQLite found every row readable; otherwise nobody knows how many are missing."""


def salvage(broken: Path) -> Salvaged:
    """Read what can be read. Raises OSError or sqlite3.Error where there is no room for a copy."""
    with tempfile.TemporaryDirectory(prefix="salvage-", dir=broken.parent) as folder:
        copy = Path(folder) / "journal.db"
        for suffix in ("", "-wal"):
            part = broken.with_name(broken.name + suffix)
            if part.exists():
                shutil.copyfile(part, copy.with_name(copy.name + suffix))
        try:
            rows, whole = _read(copy)
        except UNREADABLE:
            rows, whole = _read_without_first_page(copy)
    return Salvaged(tuple(urge for state, *urge in rows.values() if state == "pending"), whole)


def take_over(salvaged: Salvaged, journal: sqlite3.Connection) -> int:
    """Write them into a new journal, all at once. How many; damaged ones may not fit."""
    taken = 0
    journal.execute("BEGIN IMMEDIATE")
    for urge in salvaged.urges:
        with contextlib.suppress(sqlite3.IntegrityError):
            taken += journal.execute(_INSERT, urge).rowcount
    journal.execute("COMMIT")
    return taken


def _read_without_first_page(copy: Path) -> tuple[Rows, bool]:
    blank = copy.with_name("blank.db")
    connect(blank).close()
    page = bytearray(blank.read_bytes()[:PAGE_BYTES])
    page[VALID_FOR] ^= 0xFF  # so that the file's own size is taken for its size
    with copy.open("r+b") as file:
        file.write(page)
    try:
        return _read(copy)
    except UNREADABLE:
        return {}, False


def _read(copy: Path) -> tuple[Rows, bool]:
    """The rows, and whether that is all of them. Raises sqlite3.DatabaseError if there is no such table."""
    with contextlib.closing(sqlite3.connect(copy)) as journal:
        journal.text_factory = lambda text: text.decode("utf-8", "replace")
        journal.execute(f"{_READ} LIMIT 0")
        front, whole = _until_damage(journal, "ORDER BY rowid")
        if whole:
            return front, True
        back, _ = _until_damage(journal, "ORDER BY rowid DESC")
        low = max(front, default=0)
        high = min(back, default=low + MOST_TRIES)
        between: Rows = {}
        for rowid in range(low + 1, min(high, low + MOST_TRIES)):
            between |= _until_damage(journal, f"WHERE rowid = {rowid}")[0]
        return front | between | back, False


def _until_damage(journal: sqlite3.Connection, which: str) -> tuple[Rows, bool]:
    rows: Rows = {}
    try:
        for rowid, *row in journal.execute(f"{_READ} {which}"):
            rows[rowid] = tuple(row)
    except UNREADABLE:
        return rows, False
    return rows, True
