"""Tells the open pages of this process what happens in the database, whichever process did it.

One thread looks while any page is open: PostgreSQL wakes it (LISTEN), on SQLite it asks twenty times a second
whether anybody has written. What it tells is read from the events, so that a wake-up that got lost loses
nothing: the next one brings both. How the orders are that pages follow it asks twice a second, for all of
them at once, and only while there are such pages.
"""

import asyncio
import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from enum import Enum
from time import monotonic
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError

from services.hub.store.engine import reading
from services.hub.store.queries_news import CHANNEL
from services.hub.usecases.following import marks_of
from services.hub.usecases.news import OVERLAP, News, known_since, newest, news_but

LOOK_S = 0.05
FOLLOW_S = 0.5
"""So often it looks at the orders that pages follow."""
AWAY_S = 1.0
"""Until a database that is away is asked again."""

_LOG = logging.getLogger("hub.feed")


class Sign(Enum):
    """What is told beside news."""

    LOOK = "look"
    """The feed begins, or begins again: each page finds out for itself what it has missed."""
    CHANGED = "changed"
    """The order that this page follows is not as it was."""
    END = "end"
    """The hub is to end."""


Told = News | Sign
Look = Callable[[], bool]
"""Waits for a while; whether anything may have been written since the last look."""


class Subscription:
    """One open page, and the order that it follows. `told` is for the event loop that subscribed."""

    def __init__(self, feed: "Feed", order: int | None, mark: str) -> None:
        self.order, self.mark = order, mark
        self._feed = feed
        self._loop = asyncio.get_running_loop()
        self._queue: asyncio.Queue[Told] = asyncio.Queue()

    async def told(self) -> Told:
        """The next, of whatever company."""
        return await self._queue.get()

    def tell(self, told: Sequence[Told]) -> None:
        """From any thread."""
        self._loop.call_soon_threadsafe(self._put, told)

    def close(self) -> None:
        """The page is gone."""
        self._feed.leave(self)

    def _put(self, told: Sequence[Told]) -> None:
        for one in told:
            self._queue.put_nowait(one)


class Feed:
    """Any thread may use it."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._open: set[Subscription] = set()
        self._changed = threading.Condition()
        self._ended = False
        self._thread: threading.Thread | None = None

    def __len__(self) -> int:
        """How many pages are open."""
        return len(self._open)

    def join(self, order: int | None = None, mark: str = "") -> Subscription:
        """A page has been opened; it is first told to look. The order that it follows was as `mark` says."""
        one = Subscription(self, order, mark)
        one.tell([Sign.LOOK])
        with self._changed:
            self._open.add(one)
            if self._ended:
                one.tell([Sign.END])
            elif self._thread is None:
                self._thread = threading.Thread(target=self._run, name="hub-feed", daemon=True)
                self._thread.start()
            self._changed.notify_all()
        return one

    def leave(self, one: Subscription) -> None:
        """Tell it no more."""
        with self._changed:
            self._open.discard(one)

    def end(self) -> None:
        """Tell every page that the hub is to end, and look no more."""
        with self._changed:
            self._ended = True
            self._tell([Sign.END])
            self._changed.notify_all()

    def _run(self) -> None:
        while self._anybody():
            try:
                with watching(self._engine) as look:
                    self._tell_on(look)
            except OperationalError as error:
                _LOG.warning("what happens cannot be read: %s", error.orig)
                with self._changed:
                    self._changed.wait_for(lambda: self._ended, AWAY_S)

    def _anybody(self) -> bool:
        """Wait until a page is open; False when the hub is to end."""
        with self._changed:
            self._changed.wait_for(lambda: self._ended or self._open)
            return not self._ended

    def _tell_on(self, look: Look) -> None:
        """Until nobody has a page open, or the hub is to end."""
        with reading(self._engine) as connection:
            last = newest(connection)
            told = known_since(connection, last - OVERLAP)
        with self._changed:
            self._tell([Sign.LOOK])
        follow_at = monotonic()
        while not self._ended and self._open:
            woken = look()
            if monotonic() >= follow_at:
                self._tell_followers()
                follow_at = monotonic() + FOLLOW_S
            if not woken:
                continue
            with reading(self._engine) as connection:
                fresh = news_but(connection, last - OVERLAP, told)
            if fresh:
                last = max(last, fresh[-1].number)
                told = {number for number in told if number > last - OVERLAP} | {one.number for one in fresh}
                with self._changed:
                    self._tell(fresh)

    def _tell_followers(self) -> None:
        with self._changed:
            followed = {one.order for one in self._open if one.order is not None}
        if not followed:
            return
        with reading(self._engine) as connection:
            marks = marks_of(connection, followed)
        with self._changed:
            for one in self._open:
                mark = marks.get(one.order, one.mark) if one.order is not None else one.mark
                if mark != one.mark:
                    one.mark = mark
                    one.tell([Sign.CHANGED])

    def _tell(self, told: Sequence[Told]) -> None:
        for one in self._open:
            one.tell(told)


@contextmanager
def watching(engine: Engine) -> Iterator[Look]:
    """A way to wait for what others write. Raises OperationalError when the database is away."""
    raw: Any = engine.raw_connection()
    try:
        yield (_told_by_postgresql if engine.dialect.name == "postgresql" else _asked_of_sqlite)(raw)
    except engine.dialect.loaded_dbapi.Error as error:
        raise OperationalError("watching", None, error) from error
    finally:
        raw.detach()
        raw.close()


def _told_by_postgresql(raw: Any) -> Look:
    connection = raw.driver_connection
    connection.rollback()
    connection.autocommit = True
    connection.execute(f"LISTEN {CHANNEL}")

    def look() -> bool:
        return any(True for _ in connection.notifies(timeout=0.5, stop_after=1))

    return look


def _asked_of_sqlite(raw: Any) -> Look:
    cursor, pause = raw.cursor(), threading.Event()
    known: list[int] = []

    def look() -> bool:
        pause.wait(LOOK_S)
        (version,) = cursor.execute("PRAGMA data_version").fetchone()
        changed, known[:] = known != [version], [version]
        return changed

    return look
