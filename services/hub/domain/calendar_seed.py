"""The first content of the working-day table, from the chinesecalendar package.

The package's days are taken and its sums are not: its own `find_workday` is off by one from a rest day and
raises after its last year. Later years come by import. The last days of its last year may still be moved by
the announcement for the year after, as happened in 2005, 2006, 2007, 2011 and 2018.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache

import chinese_calendar
from chinese_calendar.constants import Holiday, holidays

from services.hub.domain.calendar import CalendarDay

SOURCE = "chinesecalendar"
VERSION: str = chinese_calendar.__version__

_CORRECTIONS = {
    date(2005, 12, 31): CalendarDay(date(2005, 12, 31), True, "元旦", "国办发明电〔2005〕35号", "1")
}
"""Days that the package has wrong: for 2006 the State Council moved work to a Saturday of the year before."""

_NAMES = {holiday.value: holiday.chinese for holiday in Holiday}


def seed_span() -> tuple[date, date]:
    """The first and the last day that the package knows: whole years."""
    return date(min(holidays).year, 1, 1), date(max(holidays).year, 12, 31)


@cache
def seed_days() -> tuple[CalendarDay, ...]:
    """Every day that the package knows, in rising order, with source and version."""
    return tuple(_seed_days())


def _seed_days() -> Iterator[CalendarDay]:
    day, last = seed_span()
    while day <= last:
        rest, name = chinese_calendar.get_holiday_detail(day)
        yield _CORRECTIONS.get(day) or CalendarDay(day, not rest, _NAMES.get(name, ""), SOURCE, VERSION)
        day += timedelta(days=1)
