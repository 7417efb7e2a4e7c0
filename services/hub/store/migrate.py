"""Brings the schema up to date, under a lock, so that any number of hubs may start at once.

The lock is the transaction itself on SQLite (BEGIN IMMEDIATE) and an advisory lock on PostgreSQL; both
databases change their schema inside transactions, so a hub that dies half-way leaves the schema as it was.
"""

from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, inspect, text

from services.hub.store.engine import make_engine, reading, writing

HEAD = "0015"
"""The newest revision. Kept here so that a start with nothing to do need not load Alembic (0.2 s)."""

MIGRATIONS = Path(__file__).parent / "migrations"

_LOCK = 7_301_145
"""Any number, as long as nobody else's."""

_PATIENCE_MS = 60_000


class SchemaTooNew(RuntimeError):
    """The database belongs to a newer hub."""


def bring_up_to_date(engine: Engine) -> None:
    """Take the schema to HEAD. Raises SchemaTooNew when the database has a revision unknown to this hub."""
    with reading(engine) as connection:
        if revision_of(connection) == HEAD:
            return
    patient = make_engine(engine.url, busy_timeout_ms=_PATIENCE_MS)
    try:
        with writing(patient) as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
            if revision_of(connection) != HEAD:
                upgrade(connection)
    finally:
        patient.dispose()


def revision_of(connection: Connection) -> str | None:
    """The revision that the schema has; None for an empty database."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def upgrade(connection: Connection) -> None:
    """Run the migrations that are missing, on this connection and in its transaction."""
    from alembic import command
    from alembic.util import CommandError

    try:
        command.upgrade(alembic_config(connection), "head")
    except CommandError as error:
        raise SchemaTooNew(f"the database's schema is not one that this hub knows: {error}") from error


def alembic_config(connection: Connection) -> Any:
    """Alembic's settings, without an ini file."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config
