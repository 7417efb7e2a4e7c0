"""Keeps sessions alive without letting those who read wait for the disk.

A renewal is written after its request was answered. Until it is on the disk it is remembered here, so that
the next request sees it. One that finds the database busy is made up for by the next request.
"""

from datetime import datetime
from functools import partial

from sqlalchemy import Connection

from services.hub.store.queries_visits import RENEW
from services.hub.usecases.work import Work


class Renewals:
    """The renewals that are under way."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._under_way: dict[int, datetime] = {}

    def last_seen(self, session_id: int, stored: datetime) -> datetime:
        """When the session was last renewed, as far as this process knows."""
        return max(stored, self._under_way.get(session_id, stored))

    def renew(self, session_id: int, now: datetime) -> None:
        """Count the session's idle time from `now`."""
        self._under_way[session_id] = now
        written = self._work.write_later(partial(_renew, session_id, now))
        written.add_done_callback(lambda _: self._forget(session_id, now))

    def _forget(self, session_id: int, now: datetime) -> None:
        if self._under_way.get(session_id) == now:
            self._under_way.pop(session_id, None)


def _renew(session_id: int, now: datetime, connection: Connection) -> None:
    connection.execute(RENEW, {"session": session_id, "now": now})
