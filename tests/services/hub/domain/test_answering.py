"""Which answers are answers."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.hub.domain.answering import LONGEST, Answer, BadAnswer, Verdict, bad_answer
from services.hub.domain.urging import UrgeKind

TODAY = date(2026, 11, 20)
LATER = TODAY + timedelta(days=9)
MISSING = Verdict.MISSING
ACCEPTED = Verdict.ACCEPTED


@pytest.mark.parametrize(
    ("kind", "answer", "problem"),
    [
        (UrgeKind.URGE, Answer("明天上午到场"), None),
        (UrgeKind.URGE, Answer("下周完成", new_day=LATER), None),
        (UrgeKind.URGE, Answer("今天完成", new_day=TODAY), None),
        (UrgeKind.URGE, Answer("", new_day=LATER), BadAnswer.NO_TEXT),
        (UrgeKind.URGE, Answer("  "), BadAnswer.NO_TEXT),
        (UrgeKind.URGE, Answer("好", ACCEPTED), BadAnswer.VERDICT_ON_AN_URGE),
        (UrgeKind.URGE, Answer("好", new_day=TODAY - timedelta(days=1)), BadAnswer.DAY_PASSED),
        (UrgeKind.CHECK, Answer("", ACCEPTED), None),
        (UrgeKind.CHECK, Answer("资料齐全", ACCEPTED), None),
        (UrgeKind.CHECK, Answer("缺电气试验报告", MISSING), None),
        (UrgeKind.CHECK, Answer("", MISSING), BadAnswer.NO_TEXT),
        (UrgeKind.CHECK, Answer("收到"), BadAnswer.NO_VERDICT),
        (UrgeKind.CHECK, Answer("", ACCEPTED, LATER), BadAnswer.DAY_ON_A_CHECK),
        (UrgeKind.URGE, Answer("长" * (LONGEST + 1)), BadAnswer.TEXT_TOO_LONG),
        (UrgeKind.URGE, Answer("一\n二"), BadAnswer.STRANGE_TEXT),
        (UrgeKind.URGE, Answer("\u202e反"), BadAnswer.STRANGE_TEXT),
    ],
)
def test_what_is_an_answer(kind: UrgeKind, answer: Answer, problem: BadAnswer | None) -> None:
    assert bad_answer(kind, answer, TODAY) == problem


ANSWERS = st.builds(
    Answer,
    st.text(max_size=LONGEST + 20),
    st.sampled_from([None, *Verdict]),
    st.none() | st.dates(date(2026, 1, 1), date(2027, 12, 31)),
)


@given(kind=st.sampled_from(UrgeKind), answer=ANSWERS)
def test_an_answer_says_something_and_fits_the_glass(kind: UrgeKind, answer: Answer) -> None:
    if bad_answer(kind, answer, TODAY) is None:
        assert answer.text.strip() or answer.verdict is ACCEPTED
        assert "\n" not in answer.text
        assert len(answer.text) <= LONGEST
        assert (answer.verdict is None) == (kind is UrgeKind.URGE)
        assert answer.new_day is None or answer.new_day >= TODAY
