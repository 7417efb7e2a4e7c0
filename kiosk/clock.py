"""The terminal's time: monotonic for waiting, the hub's for dates.

The hub's time is anchored to the monotonic clock when it is heard, so that a system clock that is set anew,
or was never right, changes nothing on the glass.
"""

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

GOOD_ROUND_TRIP_S = 2.0
"""What was under way for longer says too little about the hub's clock, once a better answer was heard."""


class HubClock:
    """Implements `kiosk.ports.Clock`; any thread may ask it and teach it."""

    def __init__(
        self,
        monotonic: Callable[[], float] = time.monotonic,
        system: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Until the hub was heard, its time is taken to be the system's of this moment."""
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._anchor = (monotonic(), system())
        self._heard = False

    def monotonic(self) -> float:
        """Seconds; never goes back."""
        return self._monotonic()

    def now(self) -> datetime:
        """The hub's time, aware, in UTC."""
        with self._lock:
            at, moment = self._anchor
        return moment + timedelta(seconds=self._monotonic() - at)

    def learn(self, hub_now: datetime, round_trip_s: float) -> None:
        """The hub has just said what time it is, in an answer that took `round_trip_s` seconds."""
        if self._heard and round_trip_s > GOOD_ROUND_TRIP_S:
            return
        moment = hub_now.astimezone(UTC) + timedelta(seconds=round_trip_s / 2)
        with self._lock:
            self._anchor = (self._monotonic(), moment)
            self._heard = True
