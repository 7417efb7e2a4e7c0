"""Quiet hours of a company: what wakes nobody up. Times are those of China Standard Time."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from services.hub.domain.chinatime import CHINA


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From an hour, included, until another, which is not; mostly over midnight."""

    begins: time
    ends: time

    @classmethod
    def read(cls, text: str) -> "QuietHours | None":
        """As `str` writes them; None for an empty text."""
        if not text:
            return None
        begins, _, ends = text.partition("-")
        return cls(time.fromisoformat(begins), time.fromisoformat(ends))

    def __str__(self) -> str:
        return f"{self.begins:%H:%M}-{self.ends:%H:%M}"

    def over(self, moment: datetime) -> datetime:
        """The moment itself where it is not quiet, else that at which it ends to be, in UTC."""
        local = moment.astimezone(CHINA)
        now, ends = local.time(), datetime.combine(local.date(), self.ends, CHINA)
        if self.begins < self.ends:
            quiet = self.begins <= now < self.ends
        else:
            quiet = now >= self.begins or now < self.ends
            ends += timedelta(days=1) if now >= self.begins else timedelta(0)
        return ends.astimezone(UTC) if quiet else moment.astimezone(UTC)
