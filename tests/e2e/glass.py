"""The terminal's real window, seen and touched from outside: an X display of its own.

Whoever waits for a picture sleeps until something was drawn (the X extension DAMAGE tells), looks, and
sleeps again, up to a deadline.
"""

import select
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from PIL import Image, ImageChops
from Xlib.display import Display
from Xlib.ext import damage

from tests.bench.ui.display import HEIGHT, WIDTH, Screen, screen

Point = tuple[int, int]
"""Pixels from the upper left corner."""
Area = tuple[int, int, int, int]
"""Left, top, right, bottom; right and bottom are not in it."""
EVERY = 48
LEVELS = 3
"""Of 255; a window and an off-screen buffer round differently at a few edges."""
LOOK_S = 0.1
"""The longest time between two looks; time passes on a glass without anything being drawn."""


class RealGlass:
    """One display, with what is drawn on it."""

    def __init__(self, display: Screen) -> None:
        self.display = display
        self._eyes = Display(display.name)
        self._eyes.damage_query_version()
        self._drawn = self._eyes.screen().root.damage_create(damage.DamageReportNonEmpty)
        self._eyes.flush()

    @property
    def name(self) -> str:
        """Such as ":7"."""
        return self.display.name

    def picture(self) -> Image.Image:
        """What is on it now."""
        return self.display.picture()

    def shows(self, expected: Image.Image, area: Area) -> bool:
        """Whether it looks like that there, with no pixel further off than a rounding.

        A few lines are looked at first, which is cheap and nearly always enough to say no.
        """
        left, top, right, bottom = area
        for y in range(top, bottom, EVERY):
            line = Image.frombytes("RGB", (WIDTH, 1), self.display.row(y), "raw", "BGRX")
            if most_apart(line.crop((left, 0, right, 1)), expected.crop((left, y, right, y + 1))) > LEVELS:
                return False
        return most_apart(self.picture().crop(area), expected.crop(area)) <= LEVELS

    def until(self, holds: Callable[[], bool], seconds: float) -> None:
        """Look again whenever something was drawn. Raises TimeoutError."""
        ends = time.monotonic() + seconds
        while not holds():
            left = ends - time.monotonic()
            if left <= 0:
                raise TimeoutError(f"the glass did not come to that within {seconds} s")
            self._sleep(min(left, LOOK_S))

    def tap(self, at: Point) -> None:
        """A finger on it, and off again."""
        self.display.finger.tap(at)

    def close(self) -> None:
        """Look no more."""
        self._eyes.close()

    def _sleep(self, seconds: float) -> None:
        """Until something is drawn."""
        if not self._eyes.pending_events():
            select.select([self._eyes], [], [], seconds)
        while self._eyes.pending_events():
            self._eyes.next_event()
        self._eyes.damage_subtract(self._drawn)
        self._eyes.flush()


@contextmanager
def real_glass() -> Iterator[RealGlass]:
    """A display of 1080 x 1920 pixels."""
    with screen() as display:
        glass = RealGlass(display)
        try:
            yield glass
        finally:
            glass.close()


def most_apart(one: Image.Image, other: Image.Image) -> int:
    """By how much of 255 the two pictures differ where they differ most."""
    return max(high for _, high in ImageChops.difference(one, other).getextrema())


def from_top(x: float, y: float) -> Point:
    """Kivy counts from the lower left corner."""
    return round(x), HEIGHT - 1 - round(y)
