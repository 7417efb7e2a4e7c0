"""Keeps sessions alive without letting those who read wait for the disk.

A renewal is written after its request was answered, and remembered here as well: a request that reads the row
just before the renewal is committed must not find its session too old. One that could not be written is made
up for by the next request.
"""

from concurrent.futures import Future
from datetime import datetime
from functools import partial

from sqlalchemy import Connection

from services.hub.store.queries_visits import RENEW
from services.hub.usecases.work import Work

_REMEMBERED = 2_000
"""Sessions; the oldest are forgotten, as their rows have been renewed long since."""


class Renewals:
    """The latest renewals of this process."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._latest: dict[int, datetime] = {}

    def last_seen(self, session_id: int, stored: datetime) -> datetime:
        """When the session was last renewed, as far as this process knows."""
        return max(stored, self._latest.get(session_id, stored))

    def renew(self, session_id: int, now: datetime) -> None:
        """Count the session's idle time from `now`. From one thread."""
        self._latest.pop(session_id, None)
        self._latest[session_id] = now
        if len(self._latest) > _REMEMBERED:
            self._latest.pop(next(iter(self._latest)))
        written = self._work.write_later(partial(_renew, session_id, now))
        written.add_done_callback(partial(self._written, session_id))

    def _written(self, session_id: int, written: Future[None]) -> None:
        if written.exception() is not None:
            self._latest.pop(session_id, None)


def _renew(session_id: int, now: datetime, connection: Connection) -> None:
    connection.execute(RENEW, {"session": session_id, "now": now})
