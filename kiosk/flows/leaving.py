"""The visit is over and already forgotten; a word of good-bye, then the next customer's welcome."""

from dataclasses import dataclass

from kiosk.flow import Step
from kiosk.intents import Begin, Confirm, End
from kiosk.moves import LeaveReason, ToWelcome
from kiosk.session import Session

GOODBYE_S = 4.0
"""How long the good-bye stays, in seconds; a touch ends it."""


@dataclass(frozen=True)
class Leaving:
    """Good-bye."""

    reason: LeaveReason


@dataclass(frozen=True)
class GoodbyeOver:
    """The time for good-bye has passed."""


class LeavingFlow:
    """Ends by itself."""

    def reduce(self, state: object, message: object, session: Session) -> Step[object]:  # noqa: ARG002
        match message:
            case GoodbyeOver() | Confirm() | Begin() | End():
                return Step(state, move=ToWelcome())
        return Step(state)
