"""What all messages share: frozen, tolerant of unknown fields, and texts in two languages."""

from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, StringConstraints

Instant = AwareDatetime
Language = Literal["zh", "en"]

SixDigits = Annotated[str, StringConstraints(pattern=r"^[0-9]{6}$")]


class Message(BaseModel):
    """Base of every message."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Text(Message):
    """One text in Chinese and English, both complete."""

    zh: str
    en: str
