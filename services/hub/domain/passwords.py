"""Which six-digit passwords are too weak, and first ones that are not. Hashing is elsewhere.

Out of the million, 58,815 are refused for everybody (5.9%), and some ten more for an account's own digits.
A try at the glass is one of 20 a day at most, so what counts is what a stranger, or a relative who knows the
birthday, would try first. In China a date is written year, month, day; those readings are refused.
Day-month-year and month-day-year are not: they would refuse another 45,826, most of them numbers that nobody
meant as a date, and every refusal is one more round for an old customer at the glass.
"""

import re
import secrets
from calendar import isleap
from collections.abc import Callable, Iterable
from enum import StrEnum
from itertools import pairwise

_SIX_DIGITS = re.compile(r"[0-9]{6}")
_LONGEST_MONTHS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


class Weakness(StrEnum):
    """Why a password is refused. The values are stable codes."""

    NOT_SIX_DIGITS = "not-six-digits"
    RUN = "run"
    """A walk in equal steps: 123456, 987654, 135791, 888888."""
    PATTERN = "pattern"
    """Two different digits at most, a repeat, pairs, or a mirror: 110110, 123123, 112233, 123321."""
    BIRTHDAY = "birthday"
    """Reads as a date: YYMMDD, YYYYMM, or YYYYMD without zeros."""
    OWN_NUMBER = "own-number"
    """Six digits in a row of the account or order number, forwards or backwards."""


def weakness(password: str, own_numbers: Iterable[str] = ()) -> Weakness | None:
    """Why `password` is refused for the holder of these numbers; None when it may be used."""
    if not _SIX_DIGITS.fullmatch(password):
        return Weakness.NOT_SIX_DIGITS
    if _is_run(password):
        return Weakness.RUN
    if _is_pattern(password):
        return Weakness.PATTERN
    if _reads_as_birthday(password):
        return Weakness.BIRTHDAY
    if any(_is_part_of(password, number) for number in own_numbers):
        return Weakness.OWN_NUMBER
    return None


def first_password(
    own_numbers: Iterable[str] = (), randbelow: Callable[[int], int] = secrets.randbelow
) -> str:
    """A random password that is not weak. Every one that is not weak is as likely as any other."""
    numbers = tuple(own_numbers)
    while True:
        password = f"{randbelow(1_000_000):06d}"
        if weakness(password, numbers) is None:
            return password


def _is_run(password: str) -> bool:
    """Every step from digit to digit is the same, with 0 after 9."""
    digits = [int(digit) for digit in password]
    return len({(later - earlier) % 10 for earlier, later in pairwise(digits)}) == 1


def _is_pattern(password: str) -> bool:
    first, second = password[:3], password[3:]
    pairs = password[::2] == password[1::2]
    return len(set(password)) <= 2 or first == second or first == second[::-1] or pairs


def _reads_as_birthday(password: str) -> bool:
    year, rest = int(password[:4]), password[4:]
    if _is_day(int(password[:2]), int(password[2:4]), int(rest)):
        return True
    if not 1900 <= year <= 2099:
        return False
    return 1 <= int(rest) <= 12 or "0" not in rest


def _is_day(year_of_century: int, month: int, day: int) -> bool:
    if not 1 <= month <= 12:
        return False
    if (month, day) == (2, 29):
        return isleap(2000 + year_of_century)
    return 1 <= day <= _LONGEST_MONTHS[month - 1]


def _is_part_of(password: str, number: str) -> bool:
    digits = "".join(digit for digit in number if digit in "0123456789")
    return password in digits or password in digits[::-1]
