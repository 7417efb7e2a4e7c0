"""Clocks: what is late, by how much, and what never is."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.hub.domain.calendar import WorkCalendar
from services.hub.domain.calendar_seed import seed_days
from services.hub.domain.clocks import (
    Clock,
    ClockState,
    Pause,
    Standing,
    moved_by_pauses,
    order_standing,
    pressing_until,
    stage_clock,
    variance_days,
)
from services.hub.domain.terms import OrderState, Side

CALENDAR = WorkCalendar.from_days(seed_days())
FRIDAY = date(2026, 11, 20)
SATURDAY = date(2026, 11, 21)
MONDAY = date(2026, 11, 23)
days_2026 = st.dates(date(2026, 1, 1), date(2026, 12, 31))


def clock(due: date | None, today: date, side: Side = Side.COMPANY, paused: bool = False) -> Clock:
    return stage_clock(CALENDAR, side, due, today, paused=paused, nearly_late_days=2)


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2026, 11, 17), Clock(ClockState.ON_TIME, left=3)),
        (date(2026, 11, 18), Clock(ClockState.NEARLY_LATE, left=2)),
        (FRIDAY, Clock(ClockState.NEARLY_LATE, left=0)),
        (SATURDAY, Clock(ClockState.LATE, over=1)),
        (MONDAY, Clock(ClockState.LATE, over=1)),
        (date(2026, 11, 24), Clock(ClockState.LATE, over=2)),
    ],
)
def test_a_stage_due_on_friday(today: date, expected: Clock) -> None:
    assert clock(FRIDAY, today) == expected


def test_a_stage_due_on_a_rest_day_has_until_the_next_working_day() -> None:
    assert clock(SATURDAY, SATURDAY) == Clock(ClockState.NEARLY_LATE, left=1)
    assert clock(SATURDAY, MONDAY) == Clock(ClockState.NEARLY_LATE, left=0)
    assert clock(SATURDAY, date(2026, 11, 24)) == Clock(ClockState.LATE, over=1)


def test_a_moved_saturday_counts_as_a_day_over() -> None:
    # Friday 8 May, Saturday 9 May 2026 is worked, Monday 11 May
    assert clock(date(2026, 5, 8), date(2026, 5, 11)).over == 2


@given(days_2026, days_2026)
def test_neither_a_pause_nor_the_customers_side_is_ever_late(due: date, today: date) -> None:
    assert clock(due, today, paused=True) == Clock(ClockState.PAUSED)
    assert clock(due, today, side=Side.CUSTOMER) == Clock(ClockState.NONE)
    assert clock(due, today, side=Side.CUSTOMER, paused=True) == Clock(ClockState.NONE)
    assert clock(None, today) == Clock(ClockState.NONE)


@given(days_2026, days_2026)
def test_a_clock_never_goes_back_and_speaks_one_language(due: date, today: date) -> None:
    now, next_day = clock(due, today), clock(due, today + timedelta(days=1))
    order = [ClockState.ON_TIME, ClockState.NEARLY_LATE, ClockState.LATE]
    assert order.index(now.state) <= order.index(next_day.state)
    assert (now.left is None) is (now.state is ClockState.LATE)
    assert (now.over or 1) >= 1
    assert (now.left or 0) >= 0


def test_early_and_late_in_working_days() -> None:
    assert variance_days(CALENDAR, FRIDAY, date(2026, 11, 18)) == -2
    assert variance_days(CALENDAR, FRIDAY, FRIDAY) == 0
    assert variance_days(CALENDAR, FRIDAY, SATURDAY) == 1
    assert variance_days(CALENDAR, MONDAY, SATURDAY) == 0
    assert variance_days(CALENDAR, date(2026, 9, 30), date(2026, 10, 8)) == 1


def test_what_is_still_late_on_a_rest_day_has_not_yet_lost_the_next_working_day() -> None:
    assert [clock(date(2026, 11, 19), day).over for day in (FRIDAY, SATURDAY, MONDAY)] == [1, 1, 2]
    assert [clock(SATURDAY, day).over for day in (MONDAY, date(2026, 11, 24))] == [None, 1]


@given(days_2026, days_2026, days_2026)
def test_variances_add_up(planned: date, middle: date, actual: date) -> None:
    whole = variance_days(CALENDAR, planned, actual)
    assert whole == variance_days(CALENDAR, planned, middle) + variance_days(CALENDAR, middle, actual)


def test_a_pause_moves_what_is_due_by_its_working_days() -> None:
    paused = Pause(date(2026, 11, 16), date(2026, 11, 18))  # Monday and Tuesday
    assert moved_by_pauses(CALENDAR, FRIDAY, [paused]) == date(2026, 11, 24)
    over_a_weekend = Pause(FRIDAY, MONDAY)  # Friday only
    assert moved_by_pauses(CALENDAR, FRIDAY, [over_a_weekend]) == MONDAY
    weekend = Pause(SATURDAY, MONDAY)
    assert moved_by_pauses(CALENDAR, date(2026, 11, 25), [weekend]) == date(2026, 11, 25)


def test_pauses_count_once_where_they_overlap_and_not_after_the_due_day() -> None:
    one, other = Pause(date(2026, 11, 16), date(2026, 11, 18)), Pause(date(2026, 11, 17), date(2026, 11, 19))
    assert moved_by_pauses(CALENDAR, FRIDAY, [other, one]) == date(2026, 11, 25)
    too_late = Pause(MONDAY, date(2026, 11, 27))
    assert moved_by_pauses(CALENDAR, FRIDAY, [too_late]) == FRIDAY


@given(days_2026, st.integers(0, 40), st.integers(0, 40))
def test_one_pause_costs_exactly_its_working_days(due: date, before: int, length: int) -> None:
    due = CALENDAR.next_working(due)
    began = due - timedelta(days=before)
    ended = began + timedelta(days=length)
    lost = sum(CALENDAR.is_working(began + timedelta(days=n)) for n in range(length))
    moved = moved_by_pauses(CALENDAR, due, [Pause(began, ended)])
    assert CALENDAR.count_between(due, moved) == lost


ON_TIME, NEARLY, LATE, NONE = (
    Clock(ClockState.ON_TIME, left=5),
    Clock(ClockState.NEARLY_LATE, left=1),
    Clock(ClockState.LATE, over=1),
    Clock(ClockState.NONE),
)


@pytest.mark.parametrize(
    ("state", "current", "expected"),
    [
        (OrderState.RUNNING, [(Side.COMPANY, ON_TIME)], Standing.RUNNING),
        (OrderState.RUNNING, [(Side.COMPANY, NEARLY)], Standing.NEARLY_LATE),
        (OrderState.RUNNING, [(Side.COMPANY, NEARLY), (Side.COMPANY, LATE)], Standing.LATE),
        (OrderState.RUNNING, [(Side.CUSTOMER, NONE)], Standing.WAITING_FOR_CUSTOMER),
        (OrderState.RUNNING, [(Side.COMPANY, LATE), (Side.CUSTOMER, NONE)], Standing.WAITING_FOR_CUSTOMER),
        (OrderState.RUNNING, [], Standing.RUNNING),
        (OrderState.PAUSED, [(Side.CUSTOMER, NONE)], Standing.PAUSED),
        (OrderState.FINISHED, [], Standing.FINISHED),
        (OrderState.CANCELLED, [(Side.COMPANY, LATE)], Standing.CANCELLED),
    ],
)
def test_how_an_order_stands(
    state: OrderState, current: list[tuple[Side, Clock]], expected: Standing
) -> None:
    assert order_standing(state, current) is expected


def test_the_customers_list_goes_from_what_is_theirs_to_what_is_over() -> None:
    assert sorted(Standing, key=lambda standing: standing.rank) == list(Standing)
    assert next(iter(Standing)) is Standing.WAITING_FOR_CUSTOMER
    assert Standing.LATE.rank < Standing.RUNNING.rank < Standing.FINISHED.rank < Standing.CANCELLED.rank


@given(
    today=st.dates(date(2026, 1, 1), date(2026, 12, 1)),
    apart=st.integers(-30, 30),
    nearly=st.integers(0, 10),
)
def test_what_is_due_by_the_pressing_day_is_what_the_clock_calls_late_or_nearly_late(
    today: date, apart: int, nearly: int
) -> None:
    due = today + timedelta(days=apart)
    clock = stage_clock(CALENDAR, Side.COMPANY, due, today, paused=False, nearly_late_days=nearly)
    presses = clock.state in (ClockState.LATE, ClockState.NEARLY_LATE)
    assert presses is (due <= pressing_until(CALENDAR, today, nearly))
