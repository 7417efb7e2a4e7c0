"""What a flow is: a pure function from its state and a message to its next state, with work to be done.

A flow touches neither screen nor network. Work runs on a worker of `kiosk.runtime`; its result comes back
as an event of the same visit and the same journey, or not at all.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from kiosk.moves import Move
from kiosk.ports import HubAway, HubRefused, JournalBroken, Tools, Work
from kiosk.session import Session, SignedInCustomer
from kiosk.trouble import Trouble, TroubleKind, trouble_of

S = TypeVar("S")

_LOG = logging.getLogger("terminal.flow")


@dataclass(frozen=True)
class Step(Generic[S]):
    """The next state, what to do meanwhile, and where to go if the journey is over."""

    state: S
    work: tuple[Work, ...] = ()
    move: Move | None = None


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
    """`work` with the hub's and the journal's refusals turned into a Failed event, and noted in the log."""

    def run(tools: Tools) -> object:
        try:
            return work(tools)
        except HubRefused as refused:
            return _failed(
                trouble_of(refused.problem, reference()), f"the hub refused: {refused.problem.code}"
            )
        except HubAway as away:
            return _failed(Trouble(TroubleKind.HUB_AWAY, reference()), f"the hub is away: {away.why}")
        except JournalBroken as broken:
            return _failed(Trouble(TroubleKind.UNEXPECTED, reference()), f"the journal is broken: {broken}")

    return run


def _failed(trouble: Trouble, why: str) -> Failed:
    _LOG.warning("%s %s", trouble.reference, why)
    return Failed(trouble)
