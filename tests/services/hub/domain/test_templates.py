"""What words of a message may say: each filling that is not theirs is found, each part of a text counted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.hub.domain.messages import MessageEvent
from services.hub.domain.sms_text import segments
from services.hub.domain.templates import (
    FILLINGS,
    MOST_SEGMENTS,
    SIGN_NAME,
    Fault,
    Problem,
    filled,
    fillings,
    needed,
    problems_of,
    sent_segments,
    too_many_segments,
)

KNOWN = frozenset().union(*FILLINGS.values())
EVENTS = st.sampled_from(MessageEvent)
PLAIN = st.text(st.characters(exclude_characters="{}", exclude_categories=["C", "Z", "N"]), max_size=60)
NAMES = st.sampled_from([*sorted(KNOWN), "姓名", "Name", "a b"]) | st.text("abcxyz", max_size=6)


def words(event: MessageEvent, *more: str) -> str:
    """With all that the event needs."""
    return "".join(["工单", *(f"{{{name}}}" for name in sorted(needed(event))), *more])


def faults(event: MessageEvent, text: str) -> list[str]:
    return [problem.fault.value for problem in problems_of(event, text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", [Problem(Fault.EMPTY)]),
        ("工单{order}，{urge}", []),
        ("工单{order}", [Problem(Fault.MISSING, "urge")]),
        ("{order}{urge}{nothing}", [Problem(Fault.UNKNOWN, "nothing")]),
        ("{order}{urge}{}", [Problem(Fault.UNKNOWN, "")]),
        ("{order}{urge}{answer}", [Problem(Fault.ANOTHERS, "answer")]),
        ("{order}{urge}{客户姓名}", [Problem(Fault.PERSONAL, "客户姓名")]),
        ("{order}{urge}{Address}", [Problem(Fault.PERSONAL, "Address")]),
        ("{order}{urge}{order", [Problem(Fault.BRACES)]),
        ("{order}{urge}}", [Problem(Fault.BRACES)]),
        ("{order}\n{urge}", [Problem(Fault.NOT_ONE_LINE)]),
        ("{order}{urge}请拨13912345678", [Problem(Fault.TYPED, "13912345678")]),
        ("{order}{urge}53010219800101123X", [Problem(Fault.TYPED, "53010219800101123X")]),
        ("{order}{urge}请拨95598或0877-0061234", []),
        ("{order}{urge}" + "长" * 500, [Problem(Fault.TOO_LONG, "500")]),
    ],
)
def test_what_is_wrong_is_told(text: str, found: list[Problem]) -> None:
    assert problems_of(MessageEvent.URGE_TO_HANDLER, text) == found


@given(EVENTS, st.lists(st.tuples(PLAIN, NAMES), max_size=5))
def test_whatever_is_filled_in_is_allowed_or_found(event: MessageEvent, parts: list[tuple[str, str]]) -> None:
    text = words(event, *(f"{plain}{{{name}}}" for plain, name in parts))
    foreign = {name for _, name in parts} - FILLINGS[event]
    found = {p.what for p in problems_of(event, text) if p.fault is not Fault.TOO_LONG}
    assert found == foreign
    if not foreign:
        assert "{" not in filled(text, dict.fromkeys(fillings(text), "x"))


@given(EVENTS, PLAIN, st.sampled_from("{}"), PLAIN)
def test_a_lone_brace_is_found(event: MessageEvent, before: str, brace: str, after: str) -> None:
    assert "braces" in faults(event, words(event, before, brace, after))


@given(EVENTS, st.data())
def test_words_without_what_they_are_about_are_found(event: MessageEvent, data: st.DataObject) -> None:
    gone = data.draw(st.sampled_from(sorted(needed(event))))
    text = words(event).replace(f"{{{gone}}}", "")
    assert problems_of(event, text) == [Problem(Fault.MISSING, gone)]


@given(EVENTS, PLAIN, st.data())
def test_segments_are_those_of_the_text_as_it_is_sent(
    event: MessageEvent, plain: str, data: st.DataObject
) -> None:
    text = words(event, plain)
    given_ = {name: data.draw(PLAIN) for name in sorted(fillings(text))}
    assert sent_segments(text, given_) == segments(SIGN_NAME + filled(text, given_))


@given(EVENTS, st.integers(0, 300))
def test_too_many_segments_are_found_from_a_length_on(event: MessageEvent, length: int) -> None:
    for language, most in MOST_SEGMENTS.items():
        here, longer = (
            too_many_segments(words(event, "字" * size), language) for size in (length, length + 1)
        )
        assert not here or longer
        assert all(int(problem.what) > most for problem in here)
        assert bool(too_many_segments(words(event, "字" * 67 * most), language))
