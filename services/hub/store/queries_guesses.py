"""The counters of wrong guesses."""

from sqlalchemy import Connection, Insert, bindparam, select, update
from sqlalchemy.dialects import postgresql, sqlite

from services.hub.store.models import GuessCounter

_EMPTY = {"recent": 0, "today": 0, "locked_until_unlocked": False}
_INSERTS: dict[str, Insert] = {
    "sqlite": sqlite.insert(GuessCounter).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(GuessCounter).on_conflict_do_nothing(),
}


def begin_counter(connection: Connection, scope: str, subject: str) -> None:
    """Make sure that there is a row to lock."""
    connection.execute(_INSERTS[connection.dialect.name], {"scope": scope, "subject": subject, **_EMPTY})


_THIS = (GuessCounter.scope == bindparam("of_scope"), GuessCounter.subject == bindparam("of_subject"))

LOCK_COUNTER = (
    select(
        GuessCounter.recent,
        GuessCounter.day,
        GuessCounter.today,
        GuessCounter.locked_until,
        GuessCounter.locked_until_unlocked,
        GuessCounter.last_failure_at,
    )
    .where(*_THIS)
    .with_for_update()
)

WRITE_COUNTER = (
    update(GuessCounter)
    .where(*_THIS)
    .values(
        recent=bindparam("recent"),
        day=bindparam("day"),
        today=bindparam("today"),
        locked_until=bindparam("locked_until"),
        locked_until_unlocked=bindparam("locked_until_unlocked"),
        last_failure_at=bindparam("last_failure_at"),
    )
)
