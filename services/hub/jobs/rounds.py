"""Goes round by the clock: what is unanswered goes up, and substitutes whose day has come are told.

Any number of hubs over one database may: each step looks, under a lock, whether it is still to be done.
"""

import logging
import threading

from sqlalchemy.exc import IntegrityError, OperationalError

from services.hub.usecases.context import Hub
from services.hub.usecases.raising import raise_what_is_due
from services.hub.usecases.substitutes import hand_over_what_begins

_LOG = logging.getLogger("hub.rounds")

PAUSE_S = 15.0
"""Between rounds: limits are working hours, so nobody waits for a second."""


class Rounds:
    """A thread that goes round, beside a hub."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="hub-rounds")

    def start(self) -> None:
        """Begin, with a pause first."""
        self._thread.start()

    def stop(self) -> None:
        """Let the round that is under way end."""
        self._ended.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._ended.wait(PAUSE_S):
            try:
                go_round(self._hub)
            except (OperationalError, IntegrityError) as error:  # away, or another hub was a moment sooner
                _LOG.warning("a round was not finished: %s", error.orig)


def go_round(hub: Hub) -> int:
    """One round; how much was done."""
    return hand_over_what_begins(hub) + raise_what_is_due(hub)
