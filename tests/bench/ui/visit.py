"""The steps of a visit, made by touch, each waiting for the glass and not for a time."""

import time
from collections.abc import Iterator

from tests.bench.ui.display import Screen
from tests.bench.ui.programs import Places, Point
from tests.bench.ui.watching import History, watch

QUIET_S = 0.35
DEADLINE_S = 15.0
SWING_S = 1.0
MOVES_A_SECOND = 120
"""As often as touch panels report."""


class Visitor:
    """A customer at one program's glass. Every step raises NothingHappened when the glass does not answer."""

    def __init__(self, screen: Screen, places: Places) -> None:
        self._screen = screen
        self._places = places

    def begin(self) -> History:
        """From the welcome screen to the first question."""
        return self._touch(self._places.begin)

    def give_number(self, digits: str) -> None:
        """The number, up to the question for the password."""
        self._type(digits)
        self._touch(self._places.number_done, least=0.0)

    def give_password(self, digits: str) -> None:
        """The password, not yet sent."""
        self._type(digits)

    def sign_in(self) -> History:
        """Send the password; to the list."""
        return self._touch(self._places.password_done)

    def open_first(self) -> History:
        """From the list to the first order."""
        return self._touch(self._places.first_row)

    def back(self) -> History:
        """From an order to the list."""
        return self._touch(self._places.back_to_orders)

    def end(self) -> History:
        """Leave, until the welcome screen has come back."""
        return self._touch(self._places.end)

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

    def _type(self, digits: str) -> None:
        for digit in digits:
            self._touch(self._places.digits[digit], least=0.0, quiet_s=0.03)

    def _touch(self, at: Point, *, least: float = 0.1, quiet_s: float = QUIET_S) -> History:
        def tap() -> None:
            self._screen.finger.tap(at)

        return watch(self._screen, tap, quiet_s=quiet_s, deadline_s=DEADLINE_S, least=least)


def swing(turns: float) -> float:
    """0 at whole turns, 1 half-way between them, at an even speed."""
    return 1 - abs(1 - 2 * (turns % 1))
