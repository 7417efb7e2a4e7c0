"""Working hours: how long something may wait when only the hours count in which somebody is there to answer.

Hours are those of China Standard Time on working days; everything between them, nights, rest days and noon,
takes no time.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

from services.hub.domain.calendar import WorkCalendar
from services.hub.domain.chinatime import CHINA

_ONE_DAY = timedelta(days=1)
_NO_TIME = timedelta(0)


@dataclass(frozen=True, slots=True)
class WorkingSpan:
    """Hours without a break."""

    begins: time
    ends: time

    def on(self, day: date) -> tuple[datetime, datetime]:
        """Its two moments on a day."""
        return datetime.combine(day, self.begins, CHINA), datetime.combine(day, self.ends, CHINA)


class WorkingDay:
    """The hours of every working day."""

    def __init__(self, spans: Sequence[WorkingSpan]) -> None:
        """Take the spans in their order. Raises ValueError where there is none, or they do not follow."""
        moments = [moment for span in spans for moment in (span.begins, span.ends)]
        if not moments or any(later <= earlier for earlier, later in pairwise(moments)):
            raise ValueError("working hours must follow one another within a day")
        self._spans = tuple(spans)

    def later(self, calendar: WorkCalendar, start: datetime, hours: int) -> datetime:
        """The moment, in UTC, at which so many working hours have gone by since `start`, which is aware.

        With 0 the first working moment. Raises ValueError for fewer.
        """
        if hours < 0:
            raise ValueError("working hours are counted forward")
        left = timedelta(hours=hours)
        at = start.astimezone(CHINA)
        while True:
            for begins, ends in self._of(calendar, at.date()):
                here = max(at, begins)
                if here + left <= ends and here < ends:
                    return (here + left).astimezone(UTC)
                left -= max(ends - here, _NO_TIME)
            at = datetime.combine(calendar.next_working(at.date() + _ONE_DAY), time(), CHINA)

    def _of(self, calendar: WorkCalendar, day: date) -> list[tuple[datetime, datetime]]:
        return [span.on(day) for span in self._spans] if calendar.is_working(day) else []
