"""The demonstration begins anew each day, and with it its events. For anything else events are kept: the
database refuses to delete one (migration 0006), and nothing but this takes that guard off.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, text

_GUARDS = text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'events'")


@contextmanager
def events_may_go(connection: Connection) -> Iterator[None]:
    """Without the guard, within this transaction: others never see the table without it."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("ALTER TABLE events DISABLE TRIGGER events_kept"))
        yield
        connection.execute(text("ALTER TABLE events ENABLE TRIGGER events_kept"))
        return
    guards = connection.execute(_GUARDS).all()
    for guard in guards:
        connection.exec_driver_sql(f"DROP TRIGGER {guard.name}")
    yield
    for guard in guards:
        connection.exec_driver_sql(guard.sql)
