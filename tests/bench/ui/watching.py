"""From pixels to moments: when the next screen was there, how many pictures a second were shown.

A screen is watched by every 24th line of its pixels (when digits are typed, by every 8th), looked at about a
thousand times a second (so all times are good to 1 or 2 ms), the same for every program.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tests.bench.machine import Failure
from tests.bench.ui.display import HEIGHT, Screen

LINES = range(12, HEIGHT, 24)
FINE_LINES = range(4, HEIGHT, 8)
INTERVAL_S = 0.001
ENOUGH = 0.9
"""A screen is there when nine tenths of the lines that it changes look as they will in the end."""
ONE_PICTURE_S = 0.004
"""A picture is copied to the glass in pieces; changes closer than this belong to one."""

Lines = list[bytes]


class NothingHappened(Failure):
    """The glass did not change in time."""


@dataclass(frozen=True)
class History:
    """How the glass changed: seconds since the beginning, and the lines from that moment on."""

    before: Lines
    changes: list[tuple[float, Lines]]

    def first(self) -> float:
        """Seconds until anything changed: a pressed key, a waiting sign. Raises NothingHappened."""
        if not self.changes:
            raise NothingHappened("no pixel changed")
        return self.changes[0][0]

    def arrival(self) -> float:
        """Seconds until the last screen was there to stay. Raises NothingHappened."""
        if not self.changes:
            raise NothingHappened("no pixel changed")
        final = self.changes[-1][1]
        concerned = [index for index, line in enumerate(final) if line != self.before[index]]
        if not concerned:
            raise NothingHappened("the glass went back to what it was")
        arrived = self.changes[-1][0]
        for moment, lines in reversed(self.changes):
            if alike(lines, final, concerned) < ENOUGH:
                break
            arrived = moment
        return arrived


def alike(one: Lines, other: Lines, which: list[int] | None = None) -> float:
    """The share of lines that are the same in both."""
    indexes = range(len(one)) if which is None else which
    return sum(one[index] == other[index] for index in indexes) / len(indexes)


def pictures(changes: list[float]) -> int:
    """How many pictures those changes of the glass were (sorted seconds)."""
    count, last = 0, -1.0
    for moment in changes:
        count += moment - last > ONE_PICTURE_S
        last = moment
    return count


def lines_of(screen: Screen, which: range = LINES) -> Lines:
    """What is watched of a screen, now."""
    return [screen.row(y) for y in which]


def watch(
    screen: Screen,
    act: Callable[[], None],
    *,
    quiet_s: float,
    deadline_s: float,
    least: float = 0.1,
    which: range = LINES,
    wanted: Lines | None = None,
) -> History:
    """Do `act`, then watch until the glass has changed and has then been quiet for `quiet_s`.

    With `wanted` also until it looks like that: a page that only says "please wait" can be quiet for long.
    Movement of no more than `least` of the lines (a clock, a slow picture) is no change. Raises
    NothingHappened when that is not so within `deadline_s`.
    """
    before = lines_of(screen, which)
    changes: list[tuple[float, Lines]] = []
    settled, since = before, None
    for moment, lines in _looks(screen, act, deadline_s, which):
        if lines != (changes[-1][1] if changes else before):
            changes.append((moment, lines))
            if 1 - alike(lines, settled) > least:
                settled, since = lines, moment
        quiet = since is not None and moment - since >= quiet_s
        if quiet and (wanted is None or alike(lines, wanted) >= ENOUGH):
            return History(before, changes)
    raise NothingHappened(f"not what was waited for within {deadline_s:.0f} s")


def count_pictures(screen: Screen, steps: Iterator[None], lines: range) -> tuple[int, float]:
    """Watch those lines while `steps` moves the finger, a step a look: pictures, and seconds that it took."""
    changes: list[float] = []
    start = time.perf_counter()
    last = lines_of(screen, lines)
    for _ in steps:
        current = lines_of(screen, lines)
        if current != last:
            changes.append(time.perf_counter() - start)
            last = current
        time.sleep(INTERVAL_S)
    return pictures(changes), time.perf_counter() - start


def _looks(
    screen: Screen, act: Callable[[], None], deadline_s: float, which: range
) -> Iterator[tuple[float, Lines]]:
    start = time.perf_counter()
    act()
    while (moment := time.perf_counter() - start) < deadline_s:
        yield moment, lines_of(screen, which)
        time.sleep(INTERVAL_S)
