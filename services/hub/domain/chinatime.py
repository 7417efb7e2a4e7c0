"""China Standard Time: the field's dates are days of it, whatever zone an instant is written in.

A fixed offset: China has kept no daylight saving time since 1991, and no order here is older.
"""

from datetime import date, datetime, timedelta, timezone

CHINA = timezone(timedelta(hours=8), "CST")


def china_date(instant: datetime) -> date:
    """The day in China at an aware instant. Raises ValueError for a naive one."""
    if instant.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return instant.astimezone(CHINA).date()
