"""Working hours: what counts is only time in which somebody is there to answer."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.hub.domain.calendar import WorkCalendar
from services.hub.domain.calendar_seed import seed_days
from services.hub.domain.chinatime import CHINA
from services.hub.domain.workhours import WorkingDay, WorkingSpan

CALENDAR = WorkCalendar.from_days(seed_days())
USUAL = WorkingDay([WorkingSpan(time(8, 30), time(12)), WorkingSpan(time(14), time(17, 30))])
MINUTE = timedelta(minutes=1)


def china(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


@pytest.mark.parametrize(
    ("start", "hours", "later"),
    [
        ("2026-11-20 09:00", 2, "2026-11-20 11:00"),
        ("2026-11-20 09:00", 3, "2026-11-20 12:00"),
        ("2026-11-20 09:00", 4, "2026-11-20 15:00"),
        ("2026-11-20 12:30", 1, "2026-11-20 15:00"),
        ("2026-11-20 17:00", 1, "2026-11-23 09:00"),  # over a weekend
        ("2026-11-21 11:00", 7, "2026-11-23 17:30"),
        ("2026-11-20 03:00", 0, "2026-11-20 08:30"),
        ("2026-11-20 17:30", 0, "2026-11-23 08:30"),
        ("2026-09-30 17:00", 1, "2026-10-08 09:00"),  # the National Day week
        ("2026-10-10 09:00", 1, "2026-10-10 10:00"),  # a Saturday that is worked
        ("2026-02-13 17:00", 14, "2026-02-24 17:00"),  # Spring Festival, and a Saturday worked before it
    ],
)
def test_examples(start: str, hours: int, later: str) -> None:
    assert USUAL.later(CALENDAR, china(start), hours) == china(later)


def test_hours_are_not_counted_backward() -> None:
    with pytest.raises(ValueError, match="forward"):
        USUAL.later(CALENDAR, china("2026-11-20 09:00"), -1)


@pytest.mark.parametrize("hours", [[], [(9, 9)], [(12, 9)], [(9, 12), (11, 17)], [(14, 17), (9, 12)]])
def test_hours_of_a_day_follow_one_another(hours: list[tuple[int, int]]) -> None:
    with pytest.raises(ValueError, match="follow"):
        WorkingDay([WorkingSpan(time(begins), time(ends)) for begins, ends in hours])


_TIMES = st.integers(0, 24 * 4 - 1).map(lambda quarter: time(quarter // 4, quarter % 4 * 15))
_DAYS = st.lists(_TIMES, min_size=2, max_size=6, unique=True).map(
    lambda times: [
        WorkingSpan(begins, ends)
        for begins, ends in zip(*[iter(sorted(times)[: len(times) // 2 * 2])] * 2, strict=True)
    ]
)
_STARTS = st.datetimes(datetime(2026, 9, 20), datetime(2027, 3, 1)).map(
    lambda moment: moment.replace(second=0, microsecond=0, tzinfo=UTC)
)


def calendar_of(worked: int) -> WorkCalendar:
    """Months of days that are worked or not, as the bits fall; weekdays outside."""
    first = date(2026, 9, 1)
    days = [first + timedelta(days=at) for at in range(120) if worked >> at & 1]
    return WorkCalendar(days, first + timedelta(days=119), first)


_CALENDARS = st.integers(1, 2**120 - 1).map(calendar_of)


def worked(calendar: WorkCalendar, spans: list[WorkingSpan], start: datetime, end: datetime) -> int:
    """Minutes of work between two moments, counted day by day in the plainest way."""
    total, day = timedelta(0), start.astimezone(CHINA).date()
    while day <= end.astimezone(CHINA).date():
        for span in spans if calendar.is_working(day) else []:
            begins, ends = span.on(day)
            total += max(min(ends, end) - max(begins, start), timedelta(0))
        day += timedelta(days=1)
    return total // MINUTE


@given(calendar=_CALENDARS, spans=_DAYS, start=_STARTS, hours=st.integers(1, 30))
def test_exactly_so_much_work_lies_before_it_and_it_is_in_working_hours(
    calendar: WorkCalendar, spans: list[WorkingSpan], start: datetime, hours: int
) -> None:
    later = WorkingDay(spans).later(calendar, start, hours)
    assert worked(calendar, spans, start, later) == hours * 60
    assert worked(calendar, spans, start, later - MINUTE) == hours * 60 - 1


@given(calendar=_CALENDARS, spans=_DAYS, start=_STARTS, first=st.integers(0, 20), more=st.integers(1, 20))
def test_it_adds_up_and_who_starts_later_is_not_sooner(
    calendar: WorkCalendar, spans: list[WorkingSpan], start: datetime, first: int, more: int
) -> None:
    day = WorkingDay(spans)
    midway = day.later(calendar, start, first)
    assert day.later(calendar, midway, more) == day.later(calendar, start, first + more)
    assert midway >= start
    assert day.later(calendar, start + timedelta(hours=5), first) >= midway
