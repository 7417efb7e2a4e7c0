"""The steps of a visit, made by touch, each waiting for the glass and not for a time."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from tests.bench.ui.display import Screen
from tests.bench.ui.programs import Places, Point
from tests.bench.ui.watching import FINE_LINES, History, Lines, NothingHappened, watch

QUIET_S, FIRST_QUIET_S, BETWEEN_DIGITS_S = 0.35, 2.0, 0.03
DEADLINE_S, START_DEADLINE_S = 15.0, 30.0
SWING_S = 1.0
MOVES_A_SECOND = 120
"""As often as touch panels report."""
LIST_LINES = 12


class Visitor:
    """A customer at one program's glass.

    What each step leads to is learned from the first visit, where the glass gets two seconds to come to rest;
    its picture is kept below `album`, for whoever wants to see what was measured. Later visits must lead to
    the same screens. Raises NothingHappened when they don't, with a picture of what is there instead.
    """

    def __init__(self, screen: Screen, places: Places, album: Path) -> None:
        self._screen = screen
        self._places = places
        self._album = album
        self._known: dict[str, Lines] = {}
        album.mkdir(parents=True, exist_ok=True)

    def start(self, execute: Callable[[], None]) -> History:
        """From nothing to the welcome screen."""
        return self._step("welcome", execute, deadline_s=START_DEADLINE_S)

    def open_first(self) -> History:
        """From the list to the first order."""
        return self._touch("order", self._places.first_row)

    def begin(self) -> History:
        """From the welcome screen to the first question."""
        return self._touch("number", self._places.begin)

    def come_in(self, number: str, password: str) -> History:
        """From the welcome screen to the list; the history is that of the last touch."""
        self.begin()
        self._type(number)
        self._tap_for_any_change(self._places.number_done, QUIET_S)
        self._type(password)
        return self._touch(f"orders of {number}", self._places.password_done)

    def leave(self) -> None:
        """End the visit from wherever it is, until the welcome screen has come back."""
        self._touch("welcome", self._places.end)

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
            self._tap_for_any_change(self._places.digits[digit], BETWEEN_DIGITS_S)

    def _tap_for_any_change(self, at: Point, quiet_s: float) -> None:
        """Typing changes too little of the glass to be told by the lines that are watched otherwise."""
        tap = partial(self._screen.finger.tap, at)
        with self._told("typing"):
            watch(self._screen, tap, quiet_s=quiet_s, deadline_s=DEADLINE_S, least=0.0, which=FINE_LINES)

    def _touch(self, leads_to: str, at: Point) -> History:
        return self._step(leads_to, partial(self._screen.finger.tap, at), deadline_s=DEADLINE_S)

    def _step(self, leads_to: str, act: Callable[[], None], *, deadline_s: float) -> History:
        known = self._known.get(leads_to)
        quiet_s = FIRST_QUIET_S if known is None else QUIET_S
        with self._told(leads_to):
            history = watch(self._screen, act, quiet_s=quiet_s, deadline_s=deadline_s, wanted=known)
        if known is None:
            self._known[leads_to] = history.changes[-1][1]
            self._screen.picture().save(self._album / f"{len(self._known)} {leads_to}.png")
        return history

    @contextmanager
    def _told(self, step: str) -> Iterator[None]:
        """When it fails, say where and keep a picture of it."""
        try:
            yield
        except NothingHappened as error:
            picture = self._album / "stuck.png"
            self._screen.picture().save(picture)
            raise NothingHappened(f"{self._album.name}, {step}: {error}; {picture} shows it") from None


def swing(turns: float) -> float:
    """0 at whole turns, 1 half-way between them, at an even speed."""
    return 1 - abs(1 - 2 * (turns % 1))
