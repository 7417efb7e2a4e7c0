"""Signing in: one question at a time, first the number, then the password."""

from dataclasses import dataclass, field, replace

from kiosk.flow import Failed, Step, guarded
from kiosk.intents import Back, Confirm, Digit, End, Erase, Retry
from kiosk.moves import Move, ToFirstPassword, ToLeaving, ToOrders, ToWelcome
from kiosk.ports import CardSeen, Tools
from kiosk.reference import new_reference
from kiosk.session import Session
from kiosk.trouble import Trouble
from services.contracts.sessions import NumberKind, SignedIn, SignInRequest

LONGEST_NUMBER = 20
SHORTEST_NUMBER = 4
PASSWORD_LENGTH = 6


@dataclass(frozen=True)
class AskNumber:
    """Account number or order number, typed."""

    digits: str = field(default="", repr=False)

    @property
    def complete(self) -> bool:
        """Whether it can be a number at all."""
        return len(self.digits) >= SHORTEST_NUMBER


@dataclass(frozen=True)
class AskPassword:
    """The password, of which a screen may know only how many digits there are."""

    kind: NumberKind
    number: str = field(repr=False)
    typed: str = field(default="", repr=False)
    sending: bool = False
    trouble: Trouble | None = None
    """Why the last try failed; shown until the next digit."""

    @property
    def entered(self) -> int:
        """How many digits were typed."""
        return len(self.typed)


@dataclass(frozen=True)
class Accepted:
    """The hub let the customer in."""

    signed_in: SignedIn


def start(kind: NumberKind, number: str) -> AskNumber | AskPassword:
    """The first question: the password, if a card has answered the other."""
    return AskPassword(kind, number) if kind is NumberKind.CARD else AskNumber(number)


class SignInFlow:
    """From the first digit to a session."""

    def reduce(self, state: object, message: object, session: Session) -> Step[object]:  # noqa: ARG002
        if isinstance(message, End):
            return Step(state, move=ToLeaving())
        if isinstance(message, CardSeen) and not (isinstance(state, AskPassword) and state.sending):
            return Step(AskPassword(NumberKind.CARD, message.value))
        if isinstance(state, AskNumber):
            return _number(state, message)
        if isinstance(state, AskPassword):
            return _sending(state, message) if state.sending else _password(state, message)
        return Step(state)


def _number(state: AskNumber, message: object) -> Step[object]:
    match message:
        case Digit(digit) if len(state.digits) < LONGEST_NUMBER:
            return Step(AskNumber(state.digits + digit))
        case Erase():
            return Step(AskNumber(state.digits[:-1]))
        case Confirm() if state.complete:
            return Step(AskPassword(NumberKind.NUMBER, state.digits))
        case Back():
            return Step(state, move=ToWelcome())
    return Step(state)


def _password(state: AskPassword, message: object) -> Step[object]:
    match message:
        case Digit(digit) if state.entered < PASSWORD_LENGTH:
            return Step(replace(state, typed=state.typed + digit, trouble=None))
        case Erase():
            return Step(replace(state, typed=state.typed[:-1]))
        case Confirm() if state.entered == PASSWORD_LENGTH:
            return _send(state)
        case Back() | Retry():
            return _ask_number_again(state)
    return Step(state)


def _ask_number_again(state: AskPassword) -> Step[object]:
    return Step(AskNumber(state.number if state.kind is NumberKind.NUMBER else ""))


def _send(state: AskPassword) -> Step[object]:
    request = SignInRequest(kind=state.kind, number=state.number, password=state.typed)

    def sign_in(tools: Tools) -> Accepted:
        return Accepted(tools.hub.sign_in(request))

    return Step(replace(state, sending=True, trouble=None), (guarded(sign_in, new_reference),))


def _sending(state: AskPassword, message: object) -> Step[object]:
    match message:
        case Accepted(signed_in):
            move: Move = ToOrders(signed_in)
            if signed_in.must_change_password:
                move = ToFirstPassword(signed_in)
            return Step(state, move=move)
        case Failed(trouble):
            return Step(replace(state, typed="", sending=False, trouble=trouble))
        case Back():
            return Step(state, move=ToWelcome())
    return Step(state)
