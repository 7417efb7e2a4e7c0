"""How a day and a moment are said on pages, as on the glass."""

from datetime import date, datetime

from services.contracts.language import Language
from services.hub.domain.chinatime import CHINA

_WEEKDAYS_ZH = "一二三四五六日"
_WEEKDAYS_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS_EN = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def say_day(day: date, language: Language, today: date) -> str:
    """12月3日 周四, or Thu 3 Dec; with the year when it is another one. No line ends amid it."""
    if language == "zh":
        year = "" if day.year == today.year else f"{day.year}年"
        return f"{year}{day.month}月{day.day}日\N{NO-BREAK SPACE}周{_WEEKDAYS_ZH[day.weekday()]}"
    told = [_WEEKDAYS_EN[day.weekday()], str(day.day), _MONTHS_EN[day.month - 1]]
    return "\N{NO-BREAK SPACE}".join(told if day.year == today.year else [*told, str(day.year)])


def say_moment(moment: datetime, language: Language, today: date) -> str:
    """A day and the time of day in China."""
    there = moment.astimezone(CHINA)
    return f"{say_day(there.date(), language, today)} {there:%H:%M}"
