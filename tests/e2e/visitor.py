"""A customer at the terminal: sees the whole glass, touches what it shows, by XTEST."""

import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from kiosk.flows.leaving import Leaving
from kiosk.flows.sign_in import AskNumber, AskPassword
from kiosk.moves import LeaveReason
from kiosk.runtime import CHINA
from kiosk.session import Session, SignedInCustomer
from kiosk.snapshot import Snapshot, Welcome
from services.contracts.language import Language
from services.contracts.sessions import NumberKind
from services.contracts.terminals import Hall
from tests.e2e.glass import Area, RealGlass
from tests.e2e.mirror import Look, Mirror

PATIENCE_S = 60.0
TRIES, TRY_S = 30, 0.7
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
        """Wait until the glass shows one of these states, and no pixel else but where it moves. Which one.

        Raises AssertionError, with both pictures kept.
        """
        return self._sees(states, _whole, seconds)

    def sees_button(self, state: object, word: str, seconds: float = PATIENCE_S) -> None:
        """Wait until a button of this state is there; other things on the page may be moving."""
        self._sees((state,), lambda look: look.area(word), seconds)

    def sees_text(self, state: object, text: str, seconds: float = PATIENCE_S) -> None:
        """Wait until a text of this state is there; nobody can know all that the page says."""
        self._sees((state,), lambda look: look.texts[text], seconds)

    def finds_out(self) -> None:
        """From anywhere, in either language, back to the welcome in Chinese."""
        self.customer = None
        home = _Watch(self, (Welcome(),), _whole)
        bye = Leaving(LeaveReason.DONE)
        ways = [
            _Watch(self, (AskNumber(),), lambda look: look.area("退出")),
            _Watch(self, (AskNumber(),), lambda look: look.area("End"), "en"),
            _Watch(self, (bye,), lambda look: look.area("回到首页")),
            _Watch(self, (bye,), lambda look: look.area("Back to start"), "en"),
            _Watch(self, (Welcome(),), lambda look: look.area("中文"), "en"),
        ]
        for _ in range(TRIES):
            with suppress(TimeoutError):
                self.glass.until(home.holds, TRY_S)
                return
            open_way = next((way for way in ways if way.holds()), None)
            if open_way is not None:
                left, top, right, bottom = open_way.area(self.look)
                self.glass.tap(((left + right) // 2, (top + bottom) // 2))
        self.glass.picture().save(self.folder / "seen.png")
        raise AssertionError(f"there is no way out: look at {self.folder}")

    def _sees(self, states: Sequence[object], where: Callable[[Look], Area], seconds: float) -> object:
        watch = _Watch(self, states, where)
        try:
            self.glass.until(watch.holds, seconds)
        except TimeoutError as error:
            self.glass.picture().save(self.folder / "seen.png")
            for at, look in enumerate(watch.looks.values()):
                look.picture.save(self.folder / f"expected-{at}.png")
            names = " or ".join(type(state).__name__ for state in states)
            raise AssertionError(f"not {names}: look at {self.folder}") from error
        return watch.found

    def touches(self, word: str) -> None:
        """The button that says so, at leisure."""
        at = self.look.button(word)
        self.glass.until(lambda: time.monotonic() >= self._seen_at + LEISURE_S, PATIENCE_S)
        self.glass.tap(at)

    def presses_and_sees_it(self, word: str, seconds: float) -> None:
        """A finger on the button, which shows it, and off again."""
        finger, area, before = self.glass.display.finger, self.look.area(word), self.glass.picture()
        self.glass.until(lambda: time.monotonic() >= self._seen_at + LEISURE_S, PATIENCE_S)
        finger.press(self.look.button(word))
        self.glass.until(lambda: not self.glass.shows(before, area), seconds)
        finger.release(self.look.button(word))

    def touches_often(self, word: str, times: int, seconds: float) -> None:
        """A button, again and again, whatever comes of it."""
        at = self.look.button(word)
        self.glass.until(lambda: time.monotonic() >= self._seen_at + LEISURE_S, PATIENCE_S)
        for _ in range(times):
            self.glass.tap(at)
            threading.Event().wait(seconds / times)

    def touches_anywhere(self) -> None:
        """As the welcome page asks for."""
        self.glass.tap(NOWHERE)

    def types(self, digits: str) -> None:
        """On the keys."""
        for digit in digits:
            self.glass.tap(self.look.keys[digit])

    def types_in(self, number: str, password: str) -> AskPassword:
        """From the question for a number to the page, which it returns, where 登录 is left to be touched."""
        self.sees(AskNumber())
        self.types(number)
        self.sees(AskNumber(number))
        self.touches("下一步")
        self.sees(AskPassword(NumberKind.NUMBER, number))
        self.types(password)
        asked = AskPassword(NumberKind.NUMBER, number, password)
        self.sees(asked)
        return asked

    def signs_in(self, number: str, password: str) -> None:
        """From the question for a number; what comes of it is still to be seen."""
        self.types_in(number, password)
        self.touches("登录")

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
        other = self.looks_like(state, minute())
        assert not self.glass.shows(other.picture, _whole(other))

    def looks_like(self, state: object, now: datetime, language: Language = "zh") -> Look:
        """What the glass should show of a state."""
        session = Session(1, language, self.customer)
        return self.mirror.show(Snapshot(session, state, now, hall=self.hall))

    def noticed(self, look: Look) -> None:
        """This is on the glass now."""
        self._look, self._seen_at = look, time.monotonic()


class _Watch:
    """Looks for one of several states, or for a part of them."""

    def __init__(
        self,
        visitor: Visitor,
        states: Sequence[object],
        area: Callable[[Look], Area],
        language: Language = "zh",
    ) -> None:
        self.looks: dict[tuple[int, datetime], Look] = {}
        self.found: object = None
        self.area = area
        self._visitor, self._states, self._language = visitor, states, language

    def holds(self) -> bool:
        """Whether one of them is on the glass now."""
        now = minute()
        for at, state in enumerate(self._states):
            if (at, now) not in self.looks:
                self.looks[at, now] = self._visitor.looks_like(state, now, self._language)
            look = self.looks[at, now]
            if all(self._visitor.glass.shows(look.picture, part) for part in look.still(self.area(look))):
                self._visitor.noticed(look)
                self.found = state
                return True
        return False


def _whole(look: Look) -> Area:
    return (0, 0, *look.picture.size)


def minute() -> datetime:
    """As the glass tells the time."""
    return datetime.now(UTC).astimezone(CHINA).replace(second=0, microsecond=0)
