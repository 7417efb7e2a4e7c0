"""The counters of wrong guesses."""

from sqlalchemy import bindparam, select, text, update

from services.hub.store.models import GuessCounter

BEGIN_COUNTER = text(
    "INSERT INTO guess_counters (scope, subject, recent, today, locked_until_unlocked) "
    "VALUES (:of_scope, :of_subject, 0, 0, FALSE) ON CONFLICT DO NOTHING"
)
"""Makes sure that there is a row to lock."""

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
