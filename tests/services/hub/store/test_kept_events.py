"""Events are added and nothing else, whoever asks the database."""

from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from services.hub.store.engine import make_engine, reading, writing
from services.hub.store.migrate import bring_up_to_date
from services.hub.sync.demo.anew import events_may_go
from services.hub.usecases.events import HUB, record
from tests.services.hub.databases import new_database
from tests.services.hub.running import START

FORBIDDEN = {
    "sqlite": [
        "UPDATE events SET actor = 'nobody'",
        "DELETE FROM events",
        "DELETE FROM events WHERE recorded_at < '2000-01-01' OR kind = 'first'",
        "REPLACE INTO events (id, kind, actor, details, occurred_at, recorded_at) "
        "SELECT id, 'other', actor, details, occurred_at, recorded_at FROM events",
    ],
    "postgresql": [
        "UPDATE events SET actor = 'nobody'",
        "DELETE FROM events WHERE false",
        "TRUNCATE events",
        "INSERT INTO events (id, kind, actor, details, occurred_at, recorded_at) "
        "SELECT id, 'other', actor, details, occurred_at, recorded_at FROM events "
        "ON CONFLICT (id) DO UPDATE SET kind = 'other'",
    ],
}


def test_no_event_is_changed_or_deleted(backend: str, tmp_path: Path) -> None:
    """The demonstration alone may begin anew, and is guarded again at once."""
    with new_database(backend, tmp_path) as url:
        engine = make_engine(url)
        bring_up_to_date(engine)
        with writing(engine) as connection:
            record(connection, "first", HUB, START)
            record(connection, "second", HUB, START)
        for statement in FORBIDDEN[backend]:
            with pytest.raises(DBAPIError, match="events are added"), writing(engine) as connection:
                connection.execute(text(statement))
        with reading(engine) as connection:
            kinds = connection.execute(text("SELECT kind FROM events ORDER BY id")).scalars().all()
        assert kinds == ["first", "second"]
        with writing(engine) as connection, events_may_go(connection):
            connection.execute(text("DELETE FROM events WHERE kind = 'first'"))
        with pytest.raises(DBAPIError, match="events are added"), writing(engine) as connection:
            connection.execute(text("DELETE FROM events"))
        engine.dispose()
