"""Quiet hours: what falls into them waits until they end, and nothing else does."""

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from services.hub.domain.chinatime import CHINA
from services.hub.domain.quiet import QuietHours

NIGHT = QuietHours(time(21), time(8))


def china(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


@pytest.mark.parametrize(
    ("moment", "due"),
    [
        ("2026-11-20 20:59", "2026-11-20 20:59"),
        ("2026-11-20 21:00", "2026-11-21 08:00"),
        ("2026-11-20 23:59", "2026-11-21 08:00"),
        ("2026-11-21 00:00", "2026-11-21 08:00"),
        ("2026-11-21 07:59", "2026-11-21 08:00"),
        ("2026-11-21 08:00", "2026-11-21 08:00"),
    ],
)
def test_a_night(moment: str, due: str) -> None:
    assert NIGHT.over(china(moment)) == china(due)


_TIMES = st.integers(0, 24 * 60 - 1).map(lambda minute: time(*divmod(minute, 60)))
_MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31)).map(
    lambda moment: moment.replace(tzinfo=UTC)
)


@given(begins=_TIMES, ends=_TIMES, moment=_MOMENTS)
def test_it_waits_less_than_a_day_until_the_end_of_the_quiet_and_no_longer(
    begins: time, ends: time, moment: datetime
) -> None:
    assume(begins != ends)
    quiet = QuietHours(begins, ends)
    due = quiet.over(moment)
    assert moment <= due < moment + timedelta(days=1)
    assert quiet.over(due) == due
    if due > moment:
        assert due.astimezone(CHINA).time() == ends
        begun = datetime.combine(due.astimezone(CHINA).date(), begins, CHINA)
        begun -= timedelta(days=1) if begun >= due else timedelta(0)
        assert begun <= moment


@given(begins=_TIMES, ends=_TIMES)
def test_it_is_read_as_it_was_written(begins: time, ends: time) -> None:
    quiet = QuietHours(begins, ends)
    assert QuietHours.read(str(quiet)) == quiet
    assert len(str(quiet)) == 11
