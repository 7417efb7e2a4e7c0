"""Days and moments as the staff read and type them: of China."""

from datetime import date, datetime

from services.hub.domain.chinatime import CHINA


def moment(at: datetime | None) -> str:
    """To the minute; empty for none."""
    return f"{at.astimezone(CHINA):%Y-%m-%d %H:%M}" if at else ""


def day(typed: str) -> date | None:
    """A day that a form says; None when it says none. Raises ValueError for one that is no day."""
    return date.fromisoformat(typed) if typed else None
