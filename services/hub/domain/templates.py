"""What the words of a message may say: checked when a company writes its own, and when a data file is read.

A text lies open on a locked phone. So what can be filled in is neither a person's name nor a customer's
whole number nor an address; of an order's number the staff get all, a customer the end (usecases/tell.py).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from services.hub.domain.messages import TO_ORDERS_PHONE, MessageEvent
from services.hub.domain.sms_text import segments
from services.hub.domain.terms import Language

_URGED = frozenset(("order", "stage", "urge", "moment"))
FILLINGS: dict[MessageEvent, frozenset[str]] = {
    MessageEvent.URGE_TO_HANDLER: _URGED,
    MessageEvent.CHECK_TO_HANDLER: _URGED,
    MessageEvent.RAISED_TO_LEADER: _URGED,
    MessageEvent.RAISED_TO_DISPATCHER: _URGED,
    MessageEvent.ITEM_TO_SUBSTITUTE: _URGED,
    MessageEvent.ANSWER_TO_CUSTOMER: frozenset(("order", "stage", "urge", "answer", "phone")),
    MessageEvent.STAGE_TO_CUSTOMER: frozenset(("order", "stage", "due", "need", "next", "phone")),
    MessageEvent.PHONE_CODE: frozenset(("order", "code", "minutes")),
    MessageEvent.PHONE_CHANGED: frozenset(("order", "new", "phone")),
}
"""What each message can say."""

TO_STAFF = frozenset(event for event, known in FILLINGS.items() if known is _URGED)
BY_KIND = TO_ORDERS_PHONE
"""Those whose words may differ by the kind of customer."""


def languages_of(event: MessageEvent) -> tuple[Language, ...]:
    """In which there are words: the staff read Chinese, a customer what they chose at a terminal."""
    return (Language.CHINESE,) if event in TO_STAFF else tuple(Language)


_NEEDED = {
    MessageEvent.ANSWER_TO_CUSTOMER: frozenset(("order", "answer")),
    MessageEvent.STAGE_TO_CUSTOMER: frozenset(("order", "stage")),
    MessageEvent.PHONE_CODE: frozenset(("code", "minutes")),
    MessageEvent.PHONE_CHANGED: frozenset(("order", "new")),
}
_WHICH_ITEM = frozenset(("order", "urge"))

_LONG_CHINESE = {
    "order": "3726112400158",
    "stage": "客户工程建设、配套电网建设",
    "urge": "CB261122238755",
    "moment": "11月22日23:48",
    "answer": "材料" * 20,
    "phone": "0877-0000000",
    "code": "000000",
    "minutes": "10",
    "new": "142****0002",
    "due": "预计12月31日前办结。",
    "need": "所需材料请在营业厅终端查询。",
    "next": "",  # left out of a text that becomes too long (domain/stage_news.py)
}
_LONG = {
    Language.CHINESE: _LONG_CHINESE,
    Language.ENGLISH: _LONG_CHINESE
    | {
        "stage": "Customer works, supporting grid works",
        "due": "Expected to be done by 31 December. ",
        "need": "A hall's terminal shows what to bring. ",
    },
}
"""As long as each gets, an answer as it mostly is: what staff write stays Chinese."""

MOST_SEGMENTS = {Language.CHINESE: 2, Language.ENGLISH: 4}
"""English takes twice as many letters, each of which counts as much."""
SIGN_NAME = "【一二三四五六七八九十】"
"""Room for the sender's name before the text."""
LONGEST = 500
"""Characters. Gateways take no longer template."""

_FILLING = re.compile(r"\{([a-z]*)\}")
_BRACED = re.compile(r"\{([^{}]*)\}")
_PERSONAL = re.compile(
    r"姓名|客户|手机|电话|地址|户号|证|name|customer|mobile|tel|address|account|card|identity", re.IGNORECASE
)
_TYPED = re.compile(r"(?<!\d)(?:1[3-9]\d{9}|\d{17}[\dXx])(?!\d)")
"""A mobile number, or that of an identity card (GB 11643: 17 digits and one to check by)."""


class Fault(StrEnum):
    """What is wrong with words. The values are keys of what the pages say."""

    EMPTY = "empty"
    TOO_LONG = "too-long"
    NOT_ONE_LINE = "not-one-line"
    BRACES = "braces"
    UNKNOWN = "unknown"
    ANOTHERS = "anothers"
    """What only another message can say."""
    PERSONAL = "personal"
    TYPED = "typed"
    MISSING = "missing"
    SEGMENTS = "segments"
    UNCHANGED = "unchanged"
    NO_CODE = "no-code"
    CODE_TAKEN = "code-taken"
    """The provider has other words under it."""
    NO_REASON = "no-reason"
    OVERTAKEN = "overtaken"
    """Somebody else's are in force by now."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong with words."""

    fault: Fault
    what: str = ""
    """The filling, number or count that is at fault."""


def fillings(text: str) -> set[str]:
    """What is to be filled into the text."""
    return set(_FILLING.findall(text))


def filled(text: str, parameters: Mapping[str, str]) -> str:
    """The text as it is read. Raises KeyError for a filling that was not given."""
    return _FILLING.sub(lambda found: parameters[found.group(1)], text)


def needed(event: MessageEvent) -> frozenset[str]:
    """Without which nobody would know what the message is about."""
    return _NEEDED.get(event, _WHICH_ITEM)


def sent_segments(text: str, parameters: Mapping[str, str]) -> int:
    """The parts that are sent for it, with room for the sender's name."""
    return segments(SIGN_NAME + filled(text, parameters))


def problems_of(event: MessageEvent, text: str) -> list[Problem]:
    """All that is wrong with the words in one language, in the order in which to mend it."""
    if not text.strip():
        return [Problem(Fault.EMPTY)]
    found = [Problem(Fault.TOO_LONG, str(LONGEST))] if len(text) > LONGEST else []
    if not text.isprintable():
        found.append(Problem(Fault.NOT_ONE_LINE))
    if "{" in _BRACED.sub("", text) or "}" in _BRACED.sub("", text):
        found.append(Problem(Fault.BRACES))
    found += [_foreign(event, name) for name in _foreign_names(event, text)]
    found += [Problem(Fault.TYPED, number) for number in _TYPED.findall(text)]
    found += [Problem(Fault.MISSING, name) for name in sorted(needed(event) - fillings(text))]
    return found


def too_many_segments(text: str, language: Language) -> list[Problem]:
    """Of words that are otherwise right: whether they are sent in more parts than are paid for."""
    count = sent_segments(text, _LONG[language])
    return [Problem(Fault.SEGMENTS, str(count))] if count > MOST_SEGMENTS[language] else []


def _foreign_names(event: MessageEvent, text: str) -> list[str]:
    return [name for name in dict.fromkeys(_BRACED.findall(text)) if name not in FILLINGS[event]]


def _foreign(event: MessageEvent, name: str) -> Problem:
    if any(name in known for other, known in FILLINGS.items() if other is not event):
        return Problem(Fault.ANOTHERS, name)
    return Problem(Fault.PERSONAL if _PERSONAL.search(name) else Fault.UNKNOWN, name)
