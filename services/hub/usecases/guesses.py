"""Counting wrong guesses so that guessing in parallel gains nothing.

A guess is counted as wrong before it is looked at, in one transaction with the question whether it may be
made at all; a right one takes its count back. So of any number of guesses under way at once no more are
looked at than the limit allows.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from math import ceil

from sqlalchemy import Connection

from services.contracts.problems import Code
from services.hub.domain.guessing import (
    GuessLimits,
    GuessRecord,
    GuessState,
    GuessVerdict,
    after_failure,
    after_success,
    unlocked_by_staff,
    verdict,
)
from services.hub.store.queries_guesses import BEGIN_COUNTER, LOCK_COUNTER, WRITE_COUNTER
from services.hub.usecases.refusal import Refused

LIMITS = GuessLimits()


@dataclass(frozen=True, slots=True, order=True)
class Guess:
    """What a guess counts against."""

    scope: str
    """number, card, customer, kiosk, enrolment, staff or staff-code; codes that were sent have phone and
    phone-staff.
    """
    subject: str
    """A keyed hash, Secrets.guess_subject."""


def reserve(connection: Connection, guesses: Iterable[Guess], now: datetime) -> Refused | None:
    """Count one guess against each as if it were wrong.

    Returns what to answer should it turn out wrong, where the next one would meet a lock. Raises Refused when
    one of them is locked already; then nothing is counted.
    """
    records = {guess: lock_counter(connection, guess) for guess in sorted(guesses)}
    for guess, record in records.items():
        refusal = _refusal(guess, verdict(record, now), now)
        if refusal:
            raise refusal
    outcome: Refused | None = None
    for guess, record in records.items():
        counted, next_verdict = after_failure(record, now, LIMITS)
        write_counter(connection, guess, counted)
        outcome = outcome or _refusal(guess, next_verdict, now)
    return outcome


def take_back(connection: Connection, guesses: Iterable[Guess]) -> None:
    """The reserved guess was right: forget it and the recent failures, but not the others of the day."""
    for guess in sorted(guesses):
        record = lock_counter(connection, guess)
        today = max(record.today - 1, 0)
        right = replace(record, today=today, locked_until=None, locked_until_unlocked=today >= LIMITS.per_day)
        write_counter(connection, guess, after_success(right))


def unlock(connection: Connection, guess: Guess) -> bool:
    """Staff unlock it. Whether it was locked, or on its way to be."""
    record = lock_counter(connection, guess)
    write_counter(connection, guess, unlocked_by_staff(record))
    return record.today > 0 or record.recent > 0 or record.locked_until_unlocked


def lock_counter(connection: Connection, guess: Guess) -> GuessRecord:
    """What is kept about it; nobody else counts it until the transaction ends."""
    connection.execute(BEGIN_COUNTER, _this(guess))
    return GuessRecord(*connection.execute(LOCK_COUNTER, _this(guess)).one())


def write_counter(connection: Connection, guess: Guess, record: GuessRecord) -> None:
    """Keep this about it."""
    connection.execute(WRITE_COUNTER, asdict(record) | _this(guess))


def _this(guess: Guess) -> dict[str, str]:
    return {"of_scope": guess.scope, "of_subject": guess.subject}


def _refusal(guess: Guess, found: GuessVerdict, now: datetime) -> Refused | None:
    if found.state is GuessState.OPEN:
        return None
    wait = max(1, ceil((found.until - now).total_seconds())) if found.until else None
    if guess.scope == "enrolment":
        return Refused(Code.TOO_MANY_ATTEMPTS, retry_after=wait)
    reason = "terminal" if guess.scope == "kiosk" else "number"
    if wait is None:
        return Refused(Code.SIGN_IN_LOCKED_UNTIL_UNLOCKED, reason=reason)
    return Refused(Code.SIGN_IN_LOCKED, retry_after=wait, reason=reason)
