"""What staff may not choose, and why."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.hub.domain.staff_passwords import (
    COMMONEST,
    LONGEST,
    StaffPasswordProblem,
    normalized,
    staff_password_problem,
)

OWN = ("张三", "Zhang San", "YX-10023", "玉溪供电局")
GOOD = "tr7mvqzkp2wx"


@pytest.mark.parametrize(
    ("password", "problem"),
    [
        ("", StaffPasswordProblem.TOO_SHORT),
        (GOOD[:11], StaffPasswordProblem.TOO_SHORT),
        (GOOD, None),
        ("correct horse battery", None),
        ("only small letters here", None),
        ("春眠不觉晓处处闻啼鸟夜来", None),
        (f"{GOOD} {'long is fine, ' * 5}"[:LONGEST], None),
        (f"{GOOD}{'ab' * LONGEST}"[: LONGEST + 1], StaffPasswordProblem.TOO_LONG),
        (GOOD + "\ufdfa" * 7, StaffPasswordProblem.TOO_LONG),  # eighteen characters each, once normal
        (GOOD + "e\u0301" * 60, StaffPasswordProblem.TOO_LONG),  # so long before it
        (f"{GOOD}\x00", StaffPasswordProblem.CONTROL_CHARACTER),
        (f"{GOOD}\n", StaffPasswordProblem.CONTROL_CHARACTER),
        ("aaaaaaaaaaaa", StaffPasswordProblem.REPEATS),
        ("tr7mtr7mtr7mtr", StaffPasswordProblem.REPEATS),
        ("tr7mvqz" * 3, StaffPasswordProblem.REPEATS),
        ("tr7mvqzk" * 2, None),
        ("zhang2026san!", StaffPasswordProblem.OWN_WORDS),
        ("10023-gnahz-x!", StaffPasswordProblem.OWN_WORDS),
        ("我是玉溪供电局的张三没错呀", StaffPasswordProblem.OWN_WORDS),
        ("password2026!", StaffPasswordProblem.COMMON),
        ("P@ssw0rd-2026", StaffPasswordProblem.COMMON),
        ("drowssap2026!", StaffPasswordProblem.COMMON),
        ("woaini5201314", StaffPasswordProblem.COMMON),
        ("国家电网营业厅密码95598", StaffPasswordProblem.COMMON),
        ("123456789012", StaffPasswordProblem.WALK),
        ("qwertyuiop[]", StaffPasswordProblem.WALK),
        ("poiuytrewq00", StaffPasswordProblem.WALK),
        ("1qaz@WSX4rfv", StaffPasswordProblem.WALK),
        ("!!!!!!Tr7m!!!!!!", StaffPasswordProblem.WALK),
        ("tr7mvqz!qwerty", None),
    ],
)
def test_reasons(password: str, problem: StaffPasswordProblem | None) -> None:
    assert staff_password_problem(password, OWN) is problem


def test_own_words_count_for_their_holder_alone() -> None:
    assert staff_password_problem("zhang2026san!") is None


def test_words_that_overlap_are_seen_all() -> None:
    assert staff_password_problem("ananatr7mvqz", ["ana"]) is StaffPasswordProblem.OWN_WORDS


def test_own_and_common_words_add_up() -> None:
    assert staff_password_problem("zhangdianlitr7m", ["dianli"]) is None
    assert staff_password_problem("zhangdianlitr7m", ["zhang"]) is StaffPasswordProblem.COMMON


def test_three_neighbours_are_no_walk_as_many_words_have_them() -> None:
    assert staff_password_problem("red pop lol few") is None


def test_words_too_short_to_tell_anything_do_no_harm() -> None:
    assert staff_password_problem(GOOD, ["t", "tr", "", " ", "三", "-"]) is None


PLAIN = st.characters(min_codepoint=0x21, max_codepoint=0x7E)


@given(st.sampled_from(sorted(COMMONEST)), st.text(PLAIN, max_size=7))
def test_a_common_word_and_seven_characters_more_are_never_enough(word: str, more: str) -> None:
    assert staff_password_problem(word + more) is not None
    assert staff_password_problem(more + word) is not None


@given(st.from_regex(r"[a-z0-9]{3,20}", fullmatch=True), st.text("acegikmoqsuwy!?+", max_size=7))
def test_an_own_word_and_seven_characters_more_are_never_enough(own: str, more: str) -> None:
    assert staff_password_problem(own.upper() + more, [own]) is not None
    assert staff_password_problem(more + own[::-1], [own]) is not None


@given(st.sampled_from(sorted(COMMONEST)), st.text(PLAIN, min_size=5, max_size=7), st.data())
def test_one_word_more_of_ones_own_never_makes_a_password_better(
    word: str, more: str, data: st.DataObject
) -> None:
    """Not even one that lies across a common word."""
    password = word + more
    begin = data.draw(st.integers(0, len(password) - 2))
    own = password[begin : data.draw(st.integers(begin + 1, len(password)))]
    assert staff_password_problem(password) is not None
    assert staff_password_problem(password, [own]) is not None


@given(st.text(PLAIN, max_size=30))
def test_full_width_makes_no_difference(password: str) -> None:
    wide = "".join(chr(ord(character) + 0xFEE0) for character in password)
    assert normalized(wide) == password
    assert staff_password_problem(wide, OWN) is staff_password_problem(password, OWN)


@given(st.text())
def test_what_is_normal_stays_as_it_is(password: str) -> None:
    assert normalized(normalized(password)) == normalized(password)
    assert unicodedata.is_normalized("NFKC", normalized(password))
