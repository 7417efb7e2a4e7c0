"""Working days (工作日) and what is due when.

China moves working days: a Saturday may be one, and a Monday may not. Which ones is a table, announced by the
State Council year by year; outside the years that the table knows Saturdays and Sundays are taken as off and
every answer says that it is provisional.

Days are those of China Standard Time. All sums are done on the index of a day among the working days, by one
bisect, so that they cost the same over a day and over ten years.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from services.hub.domain.limits import DayUnit, Limit

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """One row of the working-day table."""

    day: date
    working: bool
    name: str
    """The holiday that makes the day what it is, in Chinese; empty for an ordinary day."""
    source: str
    version: str


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last day on which a limit is kept."""

    day: date
    provisional: bool
    """True when the calendar of a year it reaches into is not published yet."""


class WorkCalendar:
    """The working days of a span of known years, and weekdays outside it."""

    def __init__(
        self, working_days: Sequence[date], known_until: date, known_from: date | None = None
    ) -> None:
        """Take the working days in rising order and the last day that the table knows.

        `known_from` is the first day that it knows; without it, the first working day. Raises ValueError when
        there is no working day, when they do not rise, or when one lies outside the known span.
        """
        if not working_days:
            raise ValueError("a calendar without a working day")
        if any(later <= earlier for earlier, later in pairwise(working_days)):
            raise ValueError("working days must rise")
        self.known_from = known_from or working_days[0]
        self.known_until = known_until
        if working_days[0] < self.known_from or working_days[-1] > known_until:
            raise ValueError("a working day outside the known span")
        self._days = tuple(working_days)
        self._weekdays_before = _weekdays_through(self.known_from - _ONE_DAY)
        self._weekdays_until = _weekdays_through(known_until)

    @classmethod
    def from_days(cls, days: Iterable[CalendarDay]) -> "WorkCalendar":
        """Build it from days in any order. Raises as `from_rows`."""
        return cls.from_rows((one.day, one.working) for one in days)

    @classmethod
    def from_rows(cls, rows: Iterable[tuple[date, bool]]) -> "WorkCalendar":
        """Build it from the table's days, each with whether it is worked, in any order.

        Raises ValueError when the table is empty or a day is missing in its midst: a hole would be taken for
        a holiday.
        """
        known = sorted(rows)
        for (earlier, _), (later, _) in pairwise(known):
            if later - earlier != _ONE_DAY:
                raise ValueError(f"the calendar jumps from {earlier} to {later}")
        if not known:
            raise ValueError("a calendar without a day")
        return cls([day for day, working in known if working], known[-1][0], known[0][0])

    def is_known(self, day: date) -> bool:
        """Whether the table says what this day is; else the answer is a guess by the day of the week."""
        return self.known_from <= day <= self.known_until

    def is_working(self, day: date) -> bool:
        """Whether work is done on this day."""
        if not self.is_known(day):
            return day.weekday() < 5
        place = bisect_left(self._days, day)
        return place < len(self._days) and self._days[place] == day

    def index_on_or_before(self, day: date) -> int:
        """The index of the last working day that is not after `day`; negative before the known span."""
        if day > self.known_until:
            return len(self._days) - 1 + _weekdays_through(day) - self._weekdays_until
        if day < self.known_from:
            return _weekdays_through(day) - self._weekdays_before - 1
        return bisect_right(self._days, day) - 1

    def day_at(self, index: int) -> date:
        """The working day with this index. Raises ValueError beyond the years that `date` can hold."""
        if index >= len(self._days):
            return _nth_weekday(self._weekdays_until + index - len(self._days) + 1)
        if index < 0:
            return _nth_weekday(self._weekdays_before + index + 1)
        return self._days[index]

    def next_working(self, day: date) -> date:
        """The day itself when it is a working day, else the first one after it."""
        if self.is_working(day):
            return day
        return self.day_at(self.index_on_or_before(day) + 1)

    def add(self, day: date, working_days: int) -> date:
        """The working day so many after `day`, which itself is not counted.

        With 0 the day itself, or the next working day when it is a rest day. Raises ValueError for a negative
        number.
        """
        if working_days < 0:
            raise ValueError("working days are counted forward")
        if working_days == 0:
            return self.next_working(day)
        return self.day_at(self.index_on_or_before(day) + working_days)

    def count_between(self, start: date, end: date) -> int:
        """The working days after `start` up to and with `end`; negative when `end` comes first."""
        return self.index_on_or_before(end) - self.index_on_or_before(start)

    def deadline(self, trigger: date, limit: Limit) -> Deadline:
        """The last day of a limit that was triggered on `trigger`.

        The day of the trigger is not counted, and a last day that is a rest day rolls to the next working day
        (Civil Code, articles 201 and 203).
        """
        if limit.unit is DayUnit.WORKING:
            last = self.add(trigger, limit.days)
        else:
            last = self.next_working(trigger + timedelta(days=limit.days))
        return Deadline(last, provisional=not (self.is_known(trigger) and self.is_known(last)))


def _weekdays_through(day: date) -> int:
    """Mondays to Fridays from 0001-01-01, a Monday, through `day`."""
    weeks, rest = divmod(day.toordinal(), 7)
    return weeks * 5 + min(rest, 5)


def _nth_weekday(count: int) -> date:
    """The day on which `_weekdays_through` first reaches `count`."""
    weeks, rest = divmod(count - 1, 5)
    return date.fromordinal(weeks * 7 + rest + 1)
