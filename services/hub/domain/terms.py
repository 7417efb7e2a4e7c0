"""The words that all rules share. Their values are stored and sent, so they never change their meaning."""

from dataclasses import dataclass
from enum import StrEnum


class Language(StrEnum):
    """In which somebody reads."""

    CHINESE = "zh"
    ENGLISH = "en"


@dataclass(frozen=True, slots=True)
class Text:
    """One text in Chinese and English, both complete."""

    zh: str
    en: str

    def read_in(self, language: Language) -> str:
        """The one of them."""
        return self.en if language is Language.ENGLISH else self.zh


class Side(StrEnum):
    """Whose work a stage is. One on the customer's side has no limit and never counts against the company."""

    COMPANY = "company"
    CUSTOMER = "customer"


class CustomerKind(StrEnum):
    """Whom the masking rules take a customer for, and whom a message's words may be for alone."""

    PERSON = "person"
    COMPANY = "company"


class SupplyKind(StrEnum):
    """What is supplied, as far as the limits tell it apart."""

    HOME = "home"
    LOW = "low"
    HIGH_ONE = "high-one"
    """High voltage from one supply."""
    HIGH_TWO = "high-two"
    """High voltage from two supplies."""


class OrderState(StrEnum):
    """Where an order is in its life."""

    RUNNING = "running"
    PAUSED = "paused"
    FINISHED = "finished"
    CANCELLED = "cancelled"


class StageState(StrEnum):
    """Where one visit of an order to a stage is in its life."""

    LATER = "later"
    CURRENT = "current"
    DONE = "done"
    SKIPPED = "skipped"
    SET_BACK = "set-back"
    """A visit that a later set-back made void."""
