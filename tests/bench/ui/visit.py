"""The steps of a visit, made by touch, each waiting for the glass and not for a time."""

import time
from collections.abc import Iterator
from pathlib import Path

from tests.bench.ui.display import Screen
from tests.bench.ui.programs import Places, Point
from tests.bench.ui.watching import (
    ENOUGH,
    FINE_LINES,
    LINES,
    History,
    Lines,
    NothingHappened,
    alike,
    lines_of,
    watch,
)

QUIET_S = 0.35
DEADLINE_S = 15.0
SWING_S = 1.0
MOVES_A_SECOND = 120
"""As often as touch panels report."""
LIST_LINES = 12


class WrongScreen(Exception):
    """A step led elsewhere than the first time."""


class Visitor:
    """A customer at one program's glass. A step raises NothingHappened when the glass does not answer.

    The first picture of each step is kept below `album`, for whoever wants to see what was measured; when a
    later visit looks different, that is WrongScreen.
    """

    def __init__(self, screen: Screen, places: Places, album: Path) -> None:
        self._screen = screen
        self._places = places
        self._album = album
        self._known: dict[str, Lines] = {}

    def visit(self, number: str, password: str) -> tuple[History, History]:
        """From welcome to welcome: how the list came, and how the first order."""
        listed = self.come_in(number, password)
        opened = self._expect("order", self._touch(self._places.first_row))
        self._touch(self._places.back_to_orders)
        self.leave()
        return listed, opened

    def begin(self) -> History:
        """From the welcome screen to the first question."""
        return self._expect("number", self._touch(self._places.begin))

    def come_in(self, number: str, password: str) -> History:
        """From the welcome screen to the list; the history is that of the last touch."""
        self.begin()
        self._type(number)
        self._touch(self._places.number_done, least=0.0, which=FINE_LINES)
        self._type(password)
        return self._expect(f"orders of {number}", self._touch(self._places.password_done))

    def leave(self) -> None:
        """End the visit, and wait for the welcome screen."""
        self._touch(self._places.end)
        end = time.monotonic() + DEADLINE_S
        while alike(lines_of(self._screen), self._known["welcome"]) < ENOUGH:
            if time.monotonic() > end:
                raise NothingHappened("no welcome screen after the visit")
            time.sleep(0.01)

    def see_welcome(self, history: History) -> History:
        """How it came up."""
        return self._expect("welcome", history)

    def push_list(self, seconds: float) -> Iterator[None]:
        """A finger that stays on the list and swings over two thirds of it and back; to be stepped fast."""
        places, finger = self._places, self._screen.finger
        height = places.list_bottom - places.list_top
        x, low, reach = places.first_row[0], places.list_bottom - height // 6, height * 2 // 3
        start = moved = time.perf_counter()
        finger.press((x, low))
        while (now := time.perf_counter()) < start + seconds:
            if now >= moved + 1 / MOVES_A_SECOND:
                finger.move((x, low - round(reach * swing((now - start) / SWING_S))))
                moved = now
            yield
        finger.release((x, low))

    def list_lines(self) -> range:
        """Lines of pixels across the list."""
        places = self._places
        return range(
            places.list_top + 8, places.list_bottom, (places.list_bottom - places.list_top) // LIST_LINES
        )

    def _type(self, digits: str) -> None:
        for digit in digits:
            self._touch(self._places.digits[digit], least=0.0, quiet_s=0.03, which=FINE_LINES)

    def _touch(
        self, at: Point, *, least: float = 0.1, quiet_s: float = QUIET_S, which: range = LINES
    ) -> History:
        def tap() -> None:
            self._screen.finger.tap(at)

        try:
            return watch(self._screen, tap, quiet_s=quiet_s, deadline_s=DEADLINE_S, least=least, which=which)
        except NothingHappened as error:
            self._screen.picture().save(self._album / "stuck.png")
            raise NothingHappened(f"{self._album.name}: {error}; see {self._album / 'stuck.png'}") from None

    def _expect(self, step: str, history: History) -> History:
        final = history.changes[-1][1]
        if step not in self._known:
            self._known[step] = final
            self._album.mkdir(parents=True, exist_ok=True)
            self._screen.picture().save(self._album / f"{len(self._known)} {step}.png")
        elif alike(final, self._known[step]) < ENOUGH:
            self._screen.picture().save(self._album / f"instead of {step}.png")
            raise WrongScreen(f"{self._album.name}: not the screen of {step!r} again; see {self._album}")
        return history


def swing(turns: float) -> float:
    """0 at whole turns, 1 half-way between them, at an even speed."""
    return 1 - abs(1 - 2 * (turns % 1))
