"""Texts, dates and numbers in the customer's language, for glass and paper alike.

Catalogues are gettext files under assets/locales, one a language, with stable dotted keys as msgids. `make`
compiles them; a catalogue that was edited since is compiled in memory.
"""

import gettext
import io
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from services.contracts.language import Language

if TYPE_CHECKING:
    from services.contracts.base import Text

LOCALES = Path(__file__).parent.parent / "assets" / "locales"
CHINA = ZoneInfo("Asia/Shanghai")
_WEEKDAYS: dict[Language, str] = {"zh": "一二三四五六日", "en": "MonTueWedThuFriSatSun"}
_MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec"


class MissingText(KeyError):
    """A key that a language's catalogue does not have."""


def t(language: Language, key: str, **values: object) -> str:
    """The text of `key`, with `values` put in. Raises MissingText."""
    found = _catalogue(language).gettext(key)
    if found == key:
        raise MissingText(f"{language}: {key}")
    return found.format(**values) if values else found


def of(language: Language, text: "Text") -> str:
    """A text of the hub's, in the customer's language."""
    return text.en if language == "en" else text.zh


@cache
def _catalogue(language: Language) -> gettext.GNUTranslations:
    folder = LOCALES / language / "LC_MESSAGES"
    source, compiled = folder / "terminal.po", folder / "terminal.mo"
    if compiled.exists() and compiled.stat().st_mtime >= source.stat().st_mtime:
        with compiled.open("rb") as file:
            return gettext.GNUTranslations(file)
    return gettext.GNUTranslations(io.BytesIO(_compile(source)))


def _compile(source: Path) -> bytes:
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with source.open("rb") as file:
        catalogue = read_po(file, abort_invalid=True)
    out = io.BytesIO()
    write_mo(out, catalogue)
    return out.getvalue()


def day_of(value: datetime) -> date:
    """The day of China Standard Time on which an aware moment lies."""
    return value.astimezone(CHINA).date()


def day(language: Language, value: date) -> str:
    """12月3日 周四, or Thu 3 Dec."""
    weekday = value.weekday()
    if language == "zh":
        return f"{value.month}月{value.day}日 周{_WEEKDAYS['zh'][weekday]}"
    return f"{_WEEKDAYS['en'][weekday * 3 : weekday * 3 + 3]} {value.day} {_month(value)}"


def short_day(language: Language, value: date) -> str:
    """12月3日, or 3 Dec."""
    return f"{value.month}月{value.day}日" if language == "zh" else f"{value.day} {_month(value)}"


def _month(value: date) -> str:
    return _MONTHS[value.month * 3 - 3 : value.month * 3]


def full_day(language: Language, value: date) -> str:
    """The day with its year: 2026年12月3日, or 3 Dec 2026."""
    return (
        f"{value.year}年{short_day('zh', value)}"
        if language == "zh"
        else f"{short_day('en', value)} {value.year}"
    )


def clock_time(value: datetime) -> str:
    """Hours and minutes of China Standard Time: 14:05."""
    return value.astimezone(CHINA).strftime("%H:%M")


def moment(language: Language, value: datetime) -> str:
    """Day and time of China Standard Time: 12月3日 周四 14:05."""
    return f"{day(language, day_of(value))} {clock_time(value)}"


def full_moment(language: Language, value: datetime) -> str:
    """Year, day and time, for paper: 2026年12月3日 14:05."""
    return f"{full_day(language, day_of(value))} {clock_time(value)}"


def grouped(number: str) -> str:
    """An account or order number in groups of four."""
    return " ".join(number[at : at + 4] for at in range(0, len(number), 4))
