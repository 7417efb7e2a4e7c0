"""What all messages share: frozen, tolerant of unknown fields, and texts in two languages."""

from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from services.contracts.language import Language as Language

Instant = AwareDatetime

SixDigits = Annotated[str, StringConstraints(pattern=r"^[0-9]{6}$")]
Secret = Field(repr=False)
"""Default of a field that no log, traceback or picture of a state may show."""


class Message(BaseModel):
    """Base of every message. An error of validation names the field, never what was in it."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)


class Text(Message):
    """One text in Chinese and English, both complete."""

    zh: str
    en: str
