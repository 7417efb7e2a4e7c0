"""Counting failures."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.hub.domain.guessing import (
    GuessLimits,
    GuessRecord,
    GuessState,
    after_failure,
    after_success,
    unlocked_by_staff,
    verdict,
)

LIMITS = GuessLimits()
NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)  # 12:00 in China
MINUTE = timedelta(minutes=1)


def fail(record: GuessRecord, times: int, now: datetime = NOON, every: timedelta = MINUTE) -> GuessRecord:
    for number in range(times):
        record, _ = after_failure(record, now + every * number, LIMITS)
    return record


def test_five_failures_lock_for_fifteen_minutes() -> None:
    record = fail(GuessRecord(), 4)
    assert verdict(record, NOON + 4 * MINUTE).state is GuessState.OPEN
    record, answer = after_failure(record, NOON + 4 * MINUTE, LIMITS)
    assert (answer.state, answer.until) == (GuessState.LOCKED, NOON + 19 * MINUTE)
    assert verdict(record, NOON + 19 * MINUTE - timedelta(seconds=1)).state is GuessState.LOCKED
    assert verdict(record, NOON + 19 * MINUTE).state is GuessState.OPEN


def test_after_a_lock_five_more_are_heard() -> None:
    record = fail(GuessRecord(), 5)
    record = fail(record, 4, NOON + 30 * MINUTE)
    assert verdict(record, NOON + 34 * MINUTE).state is GuessState.OPEN
    record, answer = after_failure(record, NOON + 34 * MINUTE, LIMITS)
    assert answer.state is GuessState.LOCKED


def test_the_first_failure_after_a_lock_is_the_first_again() -> None:
    record = fail(GuessRecord(), 5, every=timedelta(0))
    record, answer = after_failure(record, NOON + LIMITS.lock, LIMITS)
    assert (answer.state, record.recent, record.today) == (GuessState.OPEN, 1, 6)


def test_twenty_in_a_day_lock_until_staff_unlock() -> None:
    record = fail(GuessRecord(), 20, every=timedelta(minutes=20))
    assert record.locked_until_unlocked
    next_week = NOON + timedelta(days=7)
    assert verdict(record, next_week).state is GuessState.LOCKED_UNTIL_UNLOCKED
    assert verdict(unlocked_by_staff(record), NOON + timedelta(hours=7)).state is GuessState.OPEN
    record, answer = after_failure(unlocked_by_staff(record), NOON + timedelta(hours=7), LIMITS)
    assert (answer.state, record.today) == (GuessState.OPEN, 1)


def test_the_day_is_that_of_china() -> None:
    late_evening = datetime(2026, 11, 23, 15, 59, tzinfo=UTC)  # 23:59
    record = fail(GuessRecord(), 3, late_evening, every=timedelta(0))
    record, _ = after_failure(record, late_evening + MINUTE, LIMITS)
    assert (record.today, record.day) == (1, datetime(2026, 11, 24).date())
    assert record.recent == 4


def test_a_success_forgets_the_recent_ones_and_not_the_day() -> None:
    record = after_success(fail(GuessRecord(), 4))
    assert (record.recent, record.today) == (0, 4)
    assert verdict(fail(record, 4, NOON + 5 * MINUTE), NOON + 9 * MINUTE).state is GuessState.OPEN


def test_an_old_failure_is_not_recent() -> None:
    record = fail(GuessRecord(), 4, every=timedelta(0))
    just_recent, answer = after_failure(record, NOON + LIMITS.recent_within, LIMITS)
    assert answer.state is GuessState.LOCKED
    old, answer = after_failure(record, NOON + LIMITS.recent_within + timedelta(seconds=1), LIMITS)
    assert (answer.state, old.recent, old.today, just_recent.today) == (GuessState.OPEN, 1, 5, 5)


def test_a_failure_under_way_when_the_lock_fell_does_not_lengthen_it() -> None:
    record = fail(GuessRecord(), 5)
    until = record.locked_until
    record, answer = after_failure(record, NOON + 5 * MINUTE, LIMITS)
    assert (answer.until, record.locked_until, record.today) == (until, until, 6)


@given(st.lists(st.tuples(st.integers(0, 5000), st.booleans()), max_size=120))
def test_never_more_than_twenty_are_heard_in_a_day_nor_five_within_a_lock(
    steps: list[tuple[int, bool]],
) -> None:
    """An attacker who tries whenever the gate is open, at any pace, with lucky successes between."""
    record, now, heard = GuessRecord(), NOON, []
    for seconds, success in steps:
        now += timedelta(seconds=seconds)
        if verdict(record, now).state is not GuessState.OPEN:
            continue
        if success:
            record = after_success(record)
        else:
            record, _ = after_failure(record, now, LIMITS)
            heard.append(now)
    days = [(moment + timedelta(hours=8)).date() for moment in heard]
    assert all(days.count(day) <= LIMITS.per_day for day in days)
    assert record.today == (days.count(days[-1]) if days else 0)


@given(st.lists(st.integers(0, 2000), max_size=60))
def test_without_a_success_five_are_heard_in_any_fifteen_minutes(waits: list[int]) -> None:
    record, now, heard = GuessRecord(), NOON, []
    for seconds in waits:
        now += timedelta(seconds=seconds)
        if verdict(record, now).state is GuessState.OPEN:
            record, _ = after_failure(record, now, LIMITS)
            heard.append(now)
    for first, sixth in zip(heard, heard[LIMITS.recent :], strict=False):
        assert sixth - first >= LIMITS.lock


def test_a_naive_instant_and_upside_down_limits_are_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        after_failure(GuessRecord(), datetime(2026, 11, 23, 12, 0), LIMITS)
    with pytest.raises(ValueError, match="lock first"):
        GuessLimits(recent=21)
