"""What a touch can mean. Screens make these; flows answer them. None carries a secret but `Digit`."""

from dataclasses import dataclass, field

from services.contracts.language import Language


class Intent:
    """Base of all intents."""


@dataclass(frozen=True)
class Begin(Intent):
    """The welcome screen was touched."""


@dataclass(frozen=True)
class Touched(Intent):
    """Somebody is there: the glass was touched or scrolled without any other meaning."""


@dataclass(frozen=True)
class Digit(Intent):
    """A key of the key pad. Not shown in logs: it may belong to a password."""

    digit: str = field(repr=False)


@dataclass(frozen=True)
class Erase(Intent):
    """Takes the last digit back."""


@dataclass(frozen=True)
class Confirm(Intent):
    """The page's one primary action."""


@dataclass(frozen=True)
class Back(Intent):
    """To the page before; on a wait, leaves the wait."""


@dataclass(frozen=True)
class Retry(Intent):
    """Once more, after a trouble."""


@dataclass(frozen=True)
class End(Intent):
    """The customer leaves."""


@dataclass(frozen=True)
class StillHere(Intent):
    """Answers the idle warning."""


@dataclass(frozen=True)
class SetLanguage(Intent):
    """Until the visit ends."""

    language: Language


@dataclass(frozen=True)
class OpenOrder(Intent):
    """A row of the list."""

    order_no: str


@dataclass(frozen=True)
class ChooseStage(Intent):
    """One of several stages that run side by side."""

    stage_id: str


@dataclass(frozen=True)
class AskUrge(Intent):
    """From the order's page: urge, or "done, please check"."""


@dataclass(frozen=True)
class AskReceipt(Intent):
    """A printed receipt is wanted."""


@dataclass(frozen=True)
class ShowWhole(Intent):
    """The whole of a text that was shortened, or of a timeline that was folded; again: short."""
