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
                worked = self.work_once(ended)
            except OperationalError as error:
                _LOG.warning("the outbox cannot be read: %s", error.orig)
                worked = 0
            if not worked:
                ended.wait(PAUSE_S)

    def work_once(self, ended: threading.Event) -> int:
        """Send what is due now, and go on while there is as much as is taken at once; how many were taken."""
        with reading(self._engine) as connection:
            if not some_due(connection, self._now()):
                return 0
        with writing(self._engine) as connection:
            taken = take(connection, self._now(), AT_ONCE)
        count = len(taken.messages)
        while taken.messages:
            outcomes = self._send(taken, ended)
            with writing(self._engine) as connection:  # one for both: what is forced to the disk costs most
                settle(connection, taken, outcomes, self._now(), self._chance())
                if len(taken.messages) < AT_ONCE or ended.is_set():
                    break
                taken = take(connection, self._now(), AT_ONCE)
            count += len(taken.messages)
        return count

    def _send(self, taken: Taken, ended: threading.Event) -> dict[int, Outcome | None]:
        """What became of them, as far as it is not written down yet."""
        outcomes: dict[int, Outcome | None] = {}
        settled_at = self._now()
        for number, _, message in taken.messages:
            go_on = not ended.is_set() and taken.has_time(self._now())
            outcomes[number] = self._channel.send(message) if go_on else None
            if self._now() - settled_at > _SETTLE_EVERY:
                with writing(self._engine) as connection:
                    settle(connection, taken, outcomes, self._now(), self._chance())
                outcomes, settled_at = {}, self._now()
        return outcomes


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
