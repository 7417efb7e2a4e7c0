"""Working days against a walk day by day over the table's own source."""

from datetime import date, timedelta

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.hub.domain.calendar import CalendarDay, Deadline, WorkCalendar
from services.hub.domain.calendar_seed import SOURCE, VERSION, seed_days, seed_span
from services.hub.domain.limits import DayUnit, Limit

DAY = timedelta(days=1)
SEED = list(seed_days())
CORRECTED = date(2005, 12, 31)
CALENDAR = WorkCalendar.from_days(SEED)

known_days = st.dates(date(2004, 1, 1), date(2026, 12, 31))
any_days = st.dates(date(1990, 1, 1), date(2060, 12, 31))


def naive_is_working(day: date) -> bool:
    if not 2004 <= day.year <= 2026:
        return day.weekday() < 5
    return day == CORRECTED or bool(chinese_calendar.is_workday(day))


def naive_add(day: date, count: int) -> date:
    while count:
        day += DAY
        count -= naive_is_working(day)
    return day


def naive_next_working(day: date) -> date:
    while not naive_is_working(day):
        day += DAY
    return day


def test_seed_covers_whole_years_and_names_its_source() -> None:
    assert seed_span() == (date(2004, 1, 1), date(2026, 12, 31))
    assert len(SEED) == (date(2026, 12, 31) - date(2004, 1, 1)).days + 1
    assert {(row.source, row.version) for row in SEED if row.day != CORRECTED} == {(SOURCE, VERSION)}
    assert (SOURCE, VERSION) == ("chinesecalendar", "1.11.0")
    with pytest.raises(NotImplementedError):
        chinese_calendar.is_workday(date(2027, 1, 4))


def test_every_known_day_is_right() -> None:
    assert all(CALENDAR.is_working(row.day) is naive_is_working(row.day) for row in SEED)


@pytest.mark.parametrize(
    ("day", "working", "name"),
    [
        (date(2026, 2, 14), True, "春节"),  # a moved Saturday
        (date(2026, 2, 17), False, "春节"),
        (date(2026, 10, 10), True, "国庆节"),
        (date(2026, 10, 1), False, "国庆节"),
        (date(2026, 11, 22), False, ""),
        (date(2026, 11, 23), True, ""),
        (CORRECTED, True, "元旦"),  # the package has it wrong; State Council notice 2005-35 says worked
        (date(2006, 12, 31), True, "元旦"),  # a Sunday moved by the year that followed
    ],
)
def test_days_that_are_easily_got_wrong(day: date, working: bool, name: str) -> None:
    row = next(row for row in SEED if row.day == day)
    assert (row.working, row.name) == (working, name)


@given(any_days, st.integers(1, 60))
def test_add_walks_as_a_person_would(day: date, count: int) -> None:
    assert CALENDAR.add(day, count) == naive_add(day, count)


@given(any_days)
def test_next_working_walks_as_a_person_would(day: date) -> None:
    assert CALENDAR.next_working(day) == CALENDAR.add(day, 0) == naive_next_working(day)


@given(any_days, st.integers(0, 400))
def test_count_undoes_add(day: date, count: int) -> None:
    start = CALENDAR.next_working(day)
    assert CALENDAR.count_between(start, CALENDAR.add(start, count)) == count


@given(known_days, st.integers(0, 300))
def test_count_is_the_number_of_working_days_after_the_start(start: date, span: int) -> None:
    end = start + timedelta(days=span)
    walked = sum(naive_is_working(start + timedelta(days=n)) for n in range(1, span + 1))
    assert CALENDAR.count_between(start, end) == walked
    assert CALENDAR.count_between(end, start) == -walked


@given(any_days, any_days, st.integers(0, 100))
def test_a_later_start_is_never_due_earlier(one: date, other: date, count: int) -> None:
    earlier, later = sorted((one, other))
    assert CALENDAR.add(earlier, count) <= CALENDAR.add(later, count)
    assert CALENDAR.add(earlier, count) <= CALENDAR.add(earlier, count + 1)


@given(any_days)
def test_index_and_day_are_inverse(day: date) -> None:
    index = CALENDAR.index_on_or_before(day)
    found = CALENDAR.day_at(index)
    assert found <= day < CALENDAR.day_at(index + 1)
    assert CALENDAR.index_on_or_before(found) == index


def test_spring_festival_and_its_moved_days() -> None:
    # 2026: off from 15 to 23 February, worked on Saturday 14 and Saturday 28
    assert CALENDAR.add(date(2026, 2, 13), 2) == date(2026, 2, 24)
    assert CALENDAR.count_between(date(2026, 2, 13), date(2026, 2, 28)) == 5 + 1


def test_working_limit_over_the_end_of_the_known_years_is_provisional() -> None:
    limit = Limit(3, DayUnit.WORKING)
    assert CALENDAR.deadline(date(2026, 12, 28), limit) == Deadline(date(2026, 12, 31), provisional=False)
    assert CALENDAR.deadline(date(2026, 12, 30), limit) == Deadline(date(2027, 1, 4), provisional=True)
    assert CALENDAR.deadline(date(2027, 3, 6), limit) == Deadline(date(2027, 3, 10), provisional=True)


def test_a_limit_that_was_triggered_before_the_known_years_is_provisional() -> None:
    deadline = CALENDAR.deadline(date(2003, 12, 30), Limit(3, DayUnit.WORKING))
    assert deadline == Deadline(date(2004, 1, 5), provisional=True)


def test_calendar_limit_rolls_from_a_rest_day() -> None:
    # 24 September + 7 days is National Day; the next working day is 8 October
    limit = Limit(7, DayUnit.CALENDAR)
    assert CALENDAR.deadline(date(2026, 9, 24), limit).day == date(2026, 10, 8)
    assert CALENDAR.deadline(date(2026, 9, 14), limit).day == date(2026, 9, 21)
    # 20 September 2026 is a Sunday that is worked
    assert CALENDAR.deadline(date(2026, 9, 13), limit).day == date(2026, 9, 20)
    assert CALENDAR.deadline(date(2026, 12, 26), limit) == Deadline(date(2027, 1, 4), provisional=True)


@given(any_days, st.integers(0, 90), st.sampled_from(DayUnit))
def test_a_deadline_is_a_working_day_and_says_when_it_guesses(
    trigger: date, days: int, unit: DayUnit
) -> None:
    deadline = CALENDAR.deadline(trigger, Limit(days, unit))
    assert CALENDAR.is_working(deadline.day)
    assert deadline.day >= trigger
    assert deadline.provisional is not (trigger >= date(2004, 1, 1) and deadline.day <= date(2026, 12, 31))


def test_importing_the_next_year_ends_the_guessing() -> None:
    announced = [
        CalendarDay(date(2027, 1, 1) + timedelta(days=n), n >= 3, "", "test", "1") for n in range(31)
    ]
    longer = WorkCalendar.from_days(SEED + announced)
    assert longer.deadline(date(2026, 12, 30), Limit(3, DayUnit.WORKING)) == Deadline(date(2027, 1, 5), False)


def test_rows_may_come_in_any_order_but_without_a_hole() -> None:
    assert WorkCalendar.from_days(reversed(SEED)).add(date(2026, 2, 13), 2) == date(2026, 2, 24)
    with pytest.raises(ValueError, match="jumps from 2026-05-01 to 2026-05-03"):
        WorkCalendar.from_days(row for row in SEED if row.day != date(2026, 5, 2))
    with pytest.raises(ValueError, match="without a day"):
        WorkCalendar.from_days([])


@pytest.mark.parametrize(
    "days", [[], [date(2026, 1, 6), date(2026, 1, 5)], [date(2026, 1, 5), date(2026, 1, 5)]]
)
def test_a_calendar_needs_rising_days(days: list[date]) -> None:
    with pytest.raises(ValueError, match="working day"):
        WorkCalendar(days, date(2026, 12, 31))


def test_a_working_day_beyond_the_known_span_is_refused() -> None:
    with pytest.raises(ValueError, match="outside the known span"):
        WorkCalendar([date(2026, 1, 5)], date(2026, 1, 4))


def test_counting_backwards_is_refused() -> None:
    with pytest.raises(ValueError, match="forward"):
        CALENDAR.add(date(2026, 1, 5), -1)
    with pytest.raises(ValueError, match="negative"):
        Limit(-1, DayUnit.WORKING)
