"""Weak passwords: which, why, and how many."""

import random
from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.hub.domain.passwords import Weakness, first_password, weakness


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("123456", Weakness.RUN),
        ("654321", Weakness.RUN),
        ("890123", Weakness.RUN),
        ("024680", Weakness.RUN),
        ("000000", Weakness.RUN),
        ("121212", Weakness.PATTERN),
        ("123123", Weakness.PATTERN),
        ("112233", Weakness.PATTERN),
        ("111222", Weakness.PATTERN),
        ("110110", Weakness.PATTERN),
        ("123321", Weakness.PATTERN),
        ("111112", Weakness.PATTERN),
        ("900515", Weakness.BIRTHDAY),
        ("080229", Weakness.BIRTHDAY),
        ("199005", Weakness.BIRTHDAY),
        ("199055", Weakness.BIRTHDAY),
        ("12345", Weakness.NOT_SIX_DIGITS),
        ("1234567", Weakness.NOT_SIX_DIGITS),
        ("12345a", Weakness.NOT_SIX_DIGITS),
        ("１２３４５６", Weakness.NOT_SIX_DIGITS),
        ("738264\n", Weakness.NOT_SIX_DIGITS),
        ("", Weakness.NOT_SIX_DIGITS),
        ("738264", None),
        ("090229", None),  # 2009 had no 29 February
        ("150590", None),  # day first: not how a date is written in China
    ],
)
def test_reasons(password: str, reason: Weakness | None) -> None:
    assert weakness(password) is reason


@pytest.mark.parametrize("own", ["3207382645511", "32-0738 2645", "462837", "GD738264"])
def test_own_digits_are_refused_forwards_and_backwards(own: str) -> None:
    assert weakness("738264", ["1111111111", own]) is Weakness.OWN_NUMBER


def test_other_numbers_and_short_ones_do_no_harm() -> None:
    assert weakness("738264", ["73826", "", "3209876543210"]) is None


@given(st.from_regex(r"[0-9]{6,20}", fullmatch=True), st.integers(0, 14))
def test_any_six_digits_of_the_own_number_are_weak(number: str, start: int) -> None:
    window = number[min(start, len(number) - 6) :][:6]
    assert weakness(window, [number]) is not None
    assert weakness(window[::-1], [number]) is not None


def refused_by_the_papers_own_words() -> set[str]:
    """The refused ones, built up rule by rule instead of tested one by one."""
    digits = "0123456789"
    refused = {"".join(str((a + n * step) % 10) for n in range(6)) for a in range(10) for step in range(10)}
    refused |= {"".join(six) for pair in product(digits, repeat=2) for six in product(set(pair), repeat=6)}
    for three in map("".join, product(digits, repeat=3)):
        refused |= {three * 2, three + three[::-1], "".join(digit * 2 for digit in three)}
    day = date(2000, 1, 1)
    while day < date(2100, 1, 1):
        refused.add(day.strftime("%y%m%d"))
        day += timedelta(days=1)
    for year in range(1900, 2100):
        refused |= {f"{year}{month:02d}" for month in range(1, 13)}
        refused |= {f"{year}{month}{day_of_month}" for month in range(1, 10) for day_of_month in range(1, 10)}
    return refused


def test_how_many_of_the_million_are_refused() -> None:
    refused = refused_by_the_papers_own_words()
    assert len(refused) == 58_815
    assert all(weakness(password) for password in refused)
    others = random.Random(20261122)
    for _ in range(20_000):
        password = f"{others.randrange(1_000_000):06d}"
        assert (weakness(password) is not None) is (password in refused)


def test_a_first_password_is_drawn_until_it_is_not_weak() -> None:
    draws = iter([123456, 900515, 738264, 5, 42, 518367])
    password = first_password(["3207382645511"], lambda below: next(draws) if below == 10**6 else -1)
    assert password == "000042"


def test_first_passwords_differ() -> None:
    drawn = {first_password(["3209876543210"]) for _ in range(200)}
    assert len(drawn) > 190
    assert all(weakness(password, ["3209876543210"]) is None for password in drawn)
