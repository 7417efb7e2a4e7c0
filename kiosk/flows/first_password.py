"""A first password from staff was right: the customer now chooses one of their own, typed twice."""

from dataclasses import dataclass, field, replace

from kiosk.flow import Failed, Step, guarded, signed_in
from kiosk.intents import Back, Confirm, Digit, End, Erase
from kiosk.moves import LeaveReason, ToLeaving, ToOrders
from kiosk.ports import Tools
from kiosk.reference import new_reference
from kiosk.session import Session
from kiosk.trouble import Trouble, TroubleKind
from services.contracts.sessions import NewPassword

PASSWORD_LENGTH = 6


@dataclass(frozen=True)
class ChoosePassword:
    """The new password, and then the same again."""

    first: str = field(default="", repr=False)
    """What was typed the first time, when it is being repeated."""
    typed: str = field(default="", repr=False)
    sending: bool = False
    differs: bool = False
    """The two were not the same; begin again."""
    trouble: Trouble | None = None
    """Why the hub refused it, e.g. as too easy to guess."""

    @property
    def entered(self) -> int:
        """How many digits were typed."""
        return len(self.typed)

    @property
    def repeating(self) -> bool:
        """Whether this is the second time."""
        return bool(self.first)


@dataclass(frozen=True)
class Changed:
    """The hub has the new password."""


class FirstPasswordFlow:
    """From the first password to one of the customer's own."""

    def reduce(self, state: object, message: object, session: Session) -> Step[object]:
        if isinstance(message, End):
            return Step(state, move=ToLeaving())
        if not isinstance(state, ChoosePassword):
            return Step(state)
        return _sending(state, message) if state.sending else _typing(state, message, session)


def _typing(state: ChoosePassword, message: object, session: Session) -> Step[object]:
    match message:
        case Digit(digit) if state.entered < PASSWORD_LENGTH:
            return Step(replace(state, typed=state.typed + digit, differs=False, trouble=None))
        case Erase():
            return Step(replace(state, typed=state.typed[:-1]))
        case Confirm() if state.entered == PASSWORD_LENGTH:
            return _complete(state, session)
        case Back() if state.repeating:
            return Step(ChoosePassword())
        case Back():
            return Step(state, move=ToLeaving())
    return Step(state)


def _complete(state: ChoosePassword, session: Session) -> Step[object]:
    if not state.repeating:
        return Step(ChoosePassword(first=state.typed))
    if state.typed != state.first:
        return Step(ChoosePassword(differs=True))
    token = signed_in(session).token
    new = NewPassword(new_password=state.typed)

    def change(tools: Tools) -> Changed:
        tools.hub.change_password(token, new)
        return Changed()

    return Step(replace(state, sending=True), (guarded(change, new_reference),))


def _sending(state: ChoosePassword, message: object) -> Step[object]:
    match message:
        case Changed():
            return Step(ChoosePassword(), move=ToOrders())
        case Failed(trouble) if trouble.kind is TroubleKind.SESSION_ENDED:
            return Step(state, move=ToLeaving(LeaveReason.SESSION_ENDED))
        case Failed(trouble):
            return Step(ChoosePassword(trouble=trouble))
        case Back():
            return Step(state, move=ToLeaving())
    return Step(state)
