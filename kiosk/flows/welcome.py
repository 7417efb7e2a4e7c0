"""Nobody is here. A touch or a card begins a visit; it does not wait for the hub."""

from kiosk.flow import Step
from kiosk.intents import Begin
from kiosk.moves import ToSignIn
from kiosk.ports import CardSeen
from kiosk.session import Session
from kiosk.snapshot import Welcome as Welcome
from services.contracts.sessions import NumberKind


class WelcomeFlow:
    """Answers the first touch."""

    def reduce(self, state: object, message: object, session: Session) -> Step[object]:  # noqa: ARG002
        match message:
            case Begin():
                return Step(state, move=ToSignIn())
            case CardSeen(value):
                return Step(state, move=ToSignIn(NumberKind.CARD, value))
        return Step(state)
