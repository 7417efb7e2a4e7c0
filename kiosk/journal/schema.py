"""The journal's tables, and how a file of them is opened."""

import os
import sqlite3
from pathlib import Path

BUSY_S = 5.0
PAGE_BYTES = 4096

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


class TooNew(sqlite3.DatabaseError):
    """Written by a newer terminal: its file is in order, and not for us."""


def connect(path: Path) -> sqlite3.Connection:
    """A file that is whole and up to date, made if need be.

    Raises sqlite3.Error, of which TooNew is one, OSError and UnicodeDecodeError.
    """
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    path.chmod(0o600)  # SQLite gives its -wal and -shm the mode of the file itself
    connection = sqlite3.connect(path, timeout=BUSY_S, isolation_level=None, check_same_thread=False)
    try:
        connection.execute(f"PRAGMA page_size={PAGE_BYTES}")
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
