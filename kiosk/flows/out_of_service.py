"""Something unexpected happened: a safe page, and a try to come back."""

from dataclasses import dataclass

from kiosk.flow import Step
from kiosk.moves import ToWelcome
from kiosk.session import Session

COME_BACK_S = 20.0
"""Seconds until the terminal tries to welcome again."""


@dataclass(frozen=True)
class OutOfService:
    """Nothing can be done here now; `reference` is in the journal too."""

    reference: str


@dataclass(frozen=True)
class TryAgain:
    """The time for a new try has come."""


class OutOfServiceFlow:
    """Waits, then tries to come back."""

    def reduce(self, state: object, message: object, session: Session) -> Step[object]:  # noqa: ARG002
        if isinstance(message, TryAgain):
            return Step(state, move=ToWelcome())
        return Step(state)
