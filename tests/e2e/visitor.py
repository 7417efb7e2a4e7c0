"""A customer at the terminal: sees the whole glass, touches what it shows, by XTEST."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from PIL import ImageChops

from kiosk.runtime import CHINA
from kiosk.session import Session, SignedInCustomer
from kiosk.snapshot import Snapshot
from services.contracts.terminals import Hall
from tests.e2e.glass import RealGlass
from tests.e2e.mirror import Look, Mirror

PATIENCE_S = 20.0
LEVELS = 3
"""Of 255; a window and an off-screen buffer round differently at a few edges."""
NOWHERE = (540, 960)
LEISURE_S = 0.35
"""From a page to the touch of a button: within the brand's debounce time it would be a quick second touch."""


@dataclass
class Visitor:
    """`sees` waits until the real picture is that of a state; then `touches` finds what is on it."""

    glass: RealGlass
    mirror: Mirror
    folder: Path
    """For pictures of what went wrong."""
    hall: Hall | None = None
    customer: SignedInCustomer | None = None
    _look: Look | None = field(default=None, repr=False)
    _seen_at: float = 0.0

    def sees(self, *states: object, seconds: float = PATIENCE_S) -> object:
        """Wait until the glass shows one of these states, and no pixel else. Which one.

        Raises AssertionError, with both pictures kept.
        """
        looks: dict[tuple[object, datetime], Look] = {}
        found: list[object] = []

        def one_of_them() -> bool:
            picture = self.glass.picture()
            now = minute()
            for at, state in enumerate(states):
                if (at, now) not in looks:
                    looks[at, now] = self.mirror.show(self._snapshot(state, now))
                if most_apart(picture, looks[at, now].picture) <= LEVELS:
                    self._look, self._seen_at = looks[at, now], time.monotonic()
                    found.append(state)
                    return True
            return False

        try:
            self.glass.until(one_of_them, seconds)
        except TimeoutError as error:
            self.glass.picture().save(self.folder / "seen.png")
            for at, look in enumerate(looks.values()):
                look.picture.save(self.folder / f"expected-{at}.png")
            names = " or ".join(type(state).__name__ for state in states)
            raise AssertionError(f"not {names}: look at {self.folder}") from error
        return found[0]

    def touches(self, word: str) -> None:
        """The button that says so, at leisure."""
        at = self.look.button(word)
        self.glass.until(lambda: time.monotonic() >= self._seen_at + LEISURE_S, PATIENCE_S)
        self.glass.tap(at)

    def touches_anywhere(self) -> None:
        """As the welcome page asks for."""
        self.glass.tap(NOWHERE)

    def types(self, digits: str) -> None:
        """On the keys."""
        for digit in digits:
            self.glass.tap(self.look.keys[digit])

    def picks(self, row: int) -> None:
        """A row of the list, from the top."""
        self.glass.tap(self.look.rows[row])

    @property
    def look(self) -> Look:
        """What was seen last."""
        assert self._look is not None, "nothing was seen yet"
        return self._look

    def until(self, holds: Callable[[], bool], seconds: float = PATIENCE_S) -> None:
        """Wait for something that comes with a picture."""
        self.glass.until(holds, seconds)

    def shows_not(self, state: object) -> None:
        """What is on the glass is not this: `sees` would not take the one for the other."""
        other = self.mirror.show(self._snapshot(state, minute()))
        assert most_apart(self.glass.picture(), other.picture) > LEVELS

    def _snapshot(self, state: object, now: datetime) -> Snapshot:
        return replace(Snapshot(Session(1, customer=self.customer), state, now), hall=self.hall)


def most_apart(one: object, other: object) -> int:
    """By how much of 255 the two pictures differ where they differ most."""
    return max(high for _, high in ImageChops.difference(one, other).getextrema())  # type: ignore[arg-type]


def minute() -> datetime:
    """As the glass tells the time."""
    return datetime.now(UTC).astimezone(CHINA).replace(second=0, microsecond=0)
