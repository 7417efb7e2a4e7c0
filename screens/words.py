"""Dates and numbers as they stand on the glass: as on paper, but never broken over two lines."""

from datetime import date, datetime

from kiosk import i18n
from services.contracts.language import Language

KEPT_TOGETHER = "\u00a0"
"""A no-break space. Paper must not have it: printers lack it."""


def glued(words: str) -> str:
    """The words on one line."""
    return words.replace(" ", KEPT_TOGETHER)


def day(language: Language, value: date) -> str:
    """12月3日 周四, or Thu 3 Dec."""
    return glued(i18n.day(language, value))


def moment(language: Language, value: datetime) -> str:
    """Day and time of China Standard Time: 12月3日 周四 14:05."""
    return glued(i18n.moment(language, value))


def grouped(number: str) -> str:
    """An account or order number in groups of four."""
    return glued(i18n.grouped(number))
