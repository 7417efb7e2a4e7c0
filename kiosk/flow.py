"""What a flow is: a pure function from its state and a message to its next state, with work to be done.

A flow touches neither screen nor network. Work runs on a worker of `kiosk.runtime`; its result comes back
as an event of the same visit and the same journey, or not at all.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from kiosk.moves import Move
from kiosk.ports import HubAway, HubRefused, JournalBroken, Tools, Work
from kiosk.session import Session, SignedInCustomer
from kiosk.trouble import Trouble, TroubleKind, trouble_of

S = TypeVar("S")


@dataclass(frozen=True)
class Step(Generic[S]):
    """The next state, what to do meanwhile, and where to go if the journey is over."""

    state: S
    work: tuple[Work, ...] = ()
    move: Move | None = None
    session: Session | None = None
    """The session, where this step changed it (signed in, language)."""


@dataclass(frozen=True)
class Failed:
    """Work that ended in a trouble."""

    trouble: Trouble


class Flow(Protocol):
    """One customer journey: how it answers intents and events."""

    def reduce(self, state: object, message: object, session: Session) -> Step[object]: ...


def signed_in(session: Session) -> SignedInCustomer:
    """The customer; flows that need one are reached only after signing in."""
    if session.customer is None:
        raise LookupError("nobody is signed in")
    return session.customer


def guarded(work: Callable[[Tools], object], reference: Callable[[], str]) -> Work:
    """`work` with the hub's and the journal's refusals turned into a Failed event."""

    def run(tools: Tools) -> object:
        try:
            return work(tools)
        except HubRefused as refused:
            return Failed(trouble_of(refused.problem, reference()))
        except HubAway:
            return Failed(Trouble(TroubleKind.HUB_AWAY, reference()))
        except JournalBroken:
            return Failed(Trouble(TroubleKind.UNEXPECTED, reference()))

    return run
