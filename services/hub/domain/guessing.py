"""Counting wrong guesses: of a password for one number, of numbers at one terminal, of enrolment codes.

Five failures lock for 15 minutes, and twenty in a day (of China Standard Time) until staff unlock. The rule
is the same for a number that exists and for one that does not, so that a lock tells nothing. A success
forgets the recent failures of its number, but never those of the day.

Pure: the caller reads a record, asks, and writes the answer back in one transaction.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from services.hub.domain.chinatime import china_date


@dataclass(frozen=True, slots=True)
class GuessLimits:
    """How many failures are too many."""

    recent: int = 5
    lock: timedelta = timedelta(minutes=15)
    recent_within: timedelta = timedelta(minutes=15)
    """A failure older than this, counted to the next one, no longer counts as recent."""
    per_day: int = 20

    def __post_init__(self) -> None:
        if not 1 <= self.recent <= self.per_day:
            raise ValueError("recent failures lock first, then those of the day")


@dataclass(frozen=True, slots=True)
class GuessRecord:
    """What is kept about one number, terminal or address. A fresh one stands for none."""

    recent: int = 0
    day: date | None = None
    """The day in China that `today` counts."""
    today: int = 0
    locked_until: datetime | None = None
    locked_until_unlocked: bool = False
    last_failure_at: datetime | None = None


class GuessState(StrEnum):
    """Whether another guess is heard."""

    OPEN = "open"
    LOCKED = "locked"
    LOCKED_UNTIL_UNLOCKED = "locked-until-unlocked"


@dataclass(frozen=True, slots=True)
class GuessVerdict:
    """The state, and when a lock that ends by itself will end."""

    state: GuessState
    until: datetime | None = None


def verdict(record: GuessRecord, now: datetime) -> GuessVerdict:
    """Whether a guess may be heard at `now` (aware). Ask before the password is looked at."""
    if record.locked_until_unlocked:
        return GuessVerdict(GuessState.LOCKED_UNTIL_UNLOCKED)
    if record.locked_until is not None and now < record.locked_until:
        return GuessVerdict(GuessState.LOCKED, record.locked_until)
    return GuessVerdict(GuessState.OPEN)


def after_failure(
    record: GuessRecord, now: datetime, limits: GuessLimits
) -> tuple[GuessRecord, GuessVerdict]:
    """The record with one more failure at `now`, and what the next guess will meet.

    A failure that arrives while locked (it was under way when the lock fell) counts for the day and does not
    lengthen the lock. Raises ValueError for a naive instant.
    """
    day = china_date(now)
    today = record.today + 1 if record.day == day else 1
    counted = replace(record, day=day, today=today, last_failure_at=now)
    if today >= limits.per_day:
        counted = replace(counted, locked_until_unlocked=True)
    if verdict(record, now).state is GuessState.OPEN:
        counted = _count_recent(counted, record.last_failure_at, now, limits)
    return counted, verdict(counted, now)


def after_success(record: GuessRecord) -> GuessRecord:
    """The record after a right password: the recent failures are forgotten, those of the day are not."""
    return replace(record, recent=0)


def unlocked_by_staff(record: GuessRecord) -> GuessRecord:
    """The record after staff unlocked it: a fresh start, today as well."""
    return replace(record, recent=0, today=0, locked_until=None, locked_until_unlocked=False)


def _count_recent(
    counted: GuessRecord, last: datetime | None, now: datetime, limits: GuessLimits
) -> GuessRecord:
    stale = last is None or now - last > limits.recent_within
    recent = 1 if stale else counted.recent + 1
    if recent >= limits.recent:
        return replace(counted, recent=0, locked_until=now + limits.lock)
    return replace(counted, recent=recent, locked_until=None)
