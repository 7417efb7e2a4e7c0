"""Sentences that the hub fills into a customer's messages, in both languages.

A template says what a company wants to say; these say what an order's data add to it, or are left out.
"""

from dataclasses import dataclass
from datetime import date

from services.hub.domain.terms import Language

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


@dataclass(frozen=True, slots=True)
class Phrases:
    """Those of one language."""

    space: str
    """Between two sentences."""
    comma: str
    due: str
    due_by_customer: str
    bring: str
    ask_what_to_bring: str
    next: str
    next_from: str
    new_day: str
    accepted: str
    missing: str

    def sentence(self, said: str) -> str:
        """The sentence with what stands between it and the next; nothing for none."""
        return said + self.space if said else ""


_PHRASES = {
    Language.CHINESE: Phrases(
        space="",
        comma="，",
        due="预计{day}前办结。",
        due_by_customer="预计{day}前办妥。",
        bring="请备：{what}",
        ask_what_to_bring="所需材料请在营业厅终端查询。",
        next="下一环节“{stage}”。",
        next_from="下一环节“{stage}”预计{day}开始。",
        new_day="新的预计日期{day}",
        accepted="核对通过",
        missing="还缺",
    ),
    Language.ENGLISH: Phrases(
        space=" ",
        comma=", ",
        due="Expected to be done by {day}.",
        due_by_customer="Planned to be ready by {day}.",
        bring="Please have: {what}",
        ask_what_to_bring="A hall's terminal shows what to bring.",
        next="Next: {stage}.",
        next_from="Next: {stage}, expected from {day}.",
        new_day="now expected on {day}",
        accepted="checked and accepted",
        missing="still missing",
    ),
}


def phrases_in(language: Language) -> Phrases:
    """How things are said in it."""
    return _PHRASES[language]


def spoken_day(language: Language, day: date) -> str:
    """A day of this year or the next, as it is said: 12月31日, 31 December."""
    if language is Language.CHINESE:
        return f"{day.month}月{day.day}日"
    return f"{day.day} {_MONTHS[day.month - 1]}"
