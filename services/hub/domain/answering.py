"""What staff may answer to an urge, and to "done, please check".

An urge gets words, and a new day where the planned one will not be kept. A check gets a verdict: it is
accepted, or something is still missing, and then words say what. The customer reads them on the glass as they
are, so they are short, on one line, and hold no sign that is not for reading.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from services.hub.domain.urging import UrgeKind

LONGEST = 200
"""Characters: some four lines on the glass."""

LONGEST_SHORT = 80
"""Characters of a team's short text: it is put into an answer, and has room for words beside it."""


_ENDS = "。！？；，、：.!?;,:"


class BadShortText(StrEnum):
    """Why a sentence is no short text. The values are stable codes."""

    NO_TEXT = "no-text"
    TOO_LONG = "too-long"
    STRANGE = "strange"


def bad_short_text(text: str) -> BadShortText | None:
    """Why this cannot be put into answers; None when it can."""
    if not text.strip():
        return BadShortText.NO_TEXT
    if len(text) > LONGEST_SHORT:
        return BadShortText.TOO_LONG
    return None if text.isprintable() else BadShortText.STRANGE


def put_in(typed: str, short: str) -> str:
    """What is typed, and after it the short text, with a comma where nothing stands between."""
    typed = typed.strip()
    return f"{typed}{'' if not typed or typed.endswith(tuple(_ENDS)) else '，'}{short}"


class Verdict(StrEnum):
    """Of a check."""

    ACCEPTED = "accepted"
    MISSING = "missing"


class BadAnswer(StrEnum):
    """Why an answer is not one. The values are stable codes."""

    NO_TEXT = "no-text"
    TEXT_TOO_LONG = "text-too-long"
    STRANGE_TEXT = "strange-text"
    NO_VERDICT = "no-verdict"
    VERDICT_ON_AN_URGE = "verdict-on-an-urge"
    DAY_ON_A_CHECK = "day-on-a-check"
    DAY_PASSED = "day-passed"


@dataclass(frozen=True, slots=True)
class Answer:
    """What is answered."""

    text: str = ""
    verdict: Verdict | None = None
    new_day: date | None = None
    """By when the stage is done, in place of the day that was planned."""


def bad_answer(kind: UrgeKind, answer: Answer, today: date) -> BadAnswer | None:
    """Why this is no answer to an urge of that kind, on a day in China; None when it is one."""
    if len(answer.text) > LONGEST:
        return BadAnswer.TEXT_TOO_LONG
    if not answer.text.isprintable():
        return BadAnswer.STRANGE_TEXT
    if kind is UrgeKind.CHECK:
        return _bad_for_a_check(answer)
    if answer.verdict is not None:
        return BadAnswer.VERDICT_ON_AN_URGE
    if not answer.text.strip():
        return BadAnswer.NO_TEXT
    return BadAnswer.DAY_PASSED if answer.new_day and answer.new_day < today else None


def _bad_for_a_check(answer: Answer) -> BadAnswer | None:
    if answer.verdict is None:
        return BadAnswer.NO_VERDICT
    if answer.new_day is not None:
        return BadAnswer.DAY_ON_A_CHECK
    return BadAnswer.NO_TEXT if answer.verdict is Verdict.MISSING and not answer.text.strip() else None
