"""What all messages share: frozen, tolerant of unknown fields, and texts in two languages."""

from typing import Annotated, Any

from pydantic import (
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WrapValidator,
)

from services.contracts.language import Language as Language

Instant = AwareDatetime

SixDigits = Annotated[str, StringConstraints(pattern=r"^[0-9]{6}$")]
Secret = Field(repr=False)
"""Default of a field that no log, traceback or picture of a state may show."""


class Message(BaseModel):
    """Base of every message. An error of validation names the field, never what was in it."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)


def otherwise(plainest: object) -> WrapValidator:
    """Reads a word that is newer than this terminal as the plainest one that is still true.

    For answers alone: what a terminal asks is read by the closed list. What is no word at all is refused.
    """

    def read(value: Any, known: ValidatorFunctionWrapHandler) -> Any:
        try:
            return known(value)
        except ValidationError:
            if isinstance(value, str):
                return plainest
            raise

    return WrapValidator(read)


class Text(Message):
    """One text in Chinese and English, both complete."""

    zh: str
    en: str
