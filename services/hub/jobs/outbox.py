"""Sends what is in the outbox: any number of workers, in any number of hubs over one database."""

import logging
import random
import threading
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError

from services.hub.channels.base import Channel, Outcome
from services.hub.store.engine import reading, writing
from services.hub.usecases.outbox import Taken, settle, some_due, take

_LOG = logging.getLogger("hub.outbox")

PAUSE_S = 0.3
"""Between looks at an outbox with nothing due: what an urge at most waits for."""

AT_ONCE = 100
"""How many a worker takes. What it does not come to within its lease it gives back."""

_SETTLE_EVERY = timedelta(seconds=0.5)
"""What was sent so long ago is written down, so that a kill has little to repeat."""


class Worker:
    """Takes, sends and settles, until it is told to end."""

    def __init__(
        self,
        engine: Engine,
        channel: Channel,
        now: Callable[[], datetime],
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._engine = engine
        self._channel = channel
        self._now = now
        self._chance = chance

    def run(self, ended: threading.Event) -> None:
        """Work until `ended` is set; a database that is away is asked again."""
        while not ended.is_set():
            try:
                worked = self._some_due()
                while worked and not ended.is_set():
                    worked = self.work_once(ended) > 0
            except OperationalError as error:
                _LOG.warning("the outbox cannot be read: %s", error.orig)
            ended.wait(PAUSE_S)

    def _some_due(self) -> bool:
        """A look that keeps nobody from writing."""
        with reading(self._engine) as connection:
            return some_due(connection, self._now())

    def work_once(self, ended: threading.Event) -> int:
        """Send what is due now; how many were taken."""
        with writing(self._engine) as connection:
            taken = take(connection, self._now(), AT_ONCE)
        outcomes: dict[int, Outcome | None] = {}
        settled_at = self._now()
        for number, _, message in taken.messages:
            go_on = not ended.is_set() and taken.has_time(self._now())
            outcomes[number] = self._channel.send(message) if go_on else None
            if self._now() - settled_at > _SETTLE_EVERY:
                self._settle(taken, outcomes)
                outcomes, settled_at = {}, self._now()
        self._settle(taken, outcomes)
        return len(taken.messages)

    def _settle(self, taken: Taken, outcomes: dict[int, Outcome | None]) -> None:
        with writing(self._engine) as connection:
            settle(connection, taken, outcomes, self._now(), self._chance())


class Workers:
    """Threads that send, beside a hub."""

    def __init__(self, workers: Sequence[Worker]) -> None:
        self._ended = threading.Event()
        self._threads = [
            threading.Thread(target=worker.run, args=(self._ended,), name=f"hub-outbox-{number}")
            for number, worker in enumerate(workers)
        ]

    def start(self) -> None:
        """Begin to send."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Let what is under way end, give the rest back, and wait for it: up to a channel's deadline."""
        self._ended.set()
        for thread in self._threads:
            thread.join()
