"""The terminal's brain without a glass: a process in which a customer's touches are made as fast as it shows.

Everything but the window is the terminal's own, put together by `kiosk.bootstrap`. It is told by a
connection which order to urge, or by None to go, and tells what the customer is shown, state by state.
"""

import os
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any

from kiosk.bootstrap import build
from kiosk.flows.leaving import Leaving
from kiosk.flows.order import OrderShown, OrderTrouble
from kiosk.flows.orders import Orders, OrdersTrouble
from kiosk.flows.sign_in import AskNumber, AskPassword
from kiosk.flows.urge import UrgeConfirm, UrgeDone, UrgeKeptHere, UrgeNotTaken
from kiosk.intents import AskUrge, Back, Begin, Confirm, Digit, End, Intent, OpenOrder, Retry
from kiosk.runtime import Runtime
from kiosk.settings import load
from kiosk.snapshot import Welcome

REST_S = 0.05
"""Before a customer tries again."""


@dataclass(frozen=True)
class Wish:
    """What the customer came for."""

    number: str
    password: str
    order_no: str
    urges: bool = True
    """Otherwise they only look."""
    anew: bool = False
    """Whoever was here before leaves first."""


@dataclass(frozen=True)
class Shown:
    """What is on the glass, as far as a test asks."""

    state: str
    order_no: str | None = None
    number: str | None = None
    """Of an urge."""
    refused: tuple[str, ...] = ()
    """Codes of kept urges that the hub refused later, as the order tells."""
    why: str | None = None
    """Why it says good-bye."""


def live(settings: Path, line: Connection) -> None:
    """Until the other end of the line is closed."""
    runtime = build(load(settings, environ={}))
    try:
        _Customer(runtime, line).live()
    finally:
        runtime.close()


class _Customer:
    def __init__(self, runtime: Runtime, line: Connection) -> None:
        self._runtime = runtime
        self._line = line
        self._wish: Wish | None = None
        self._state: object = None
        self._waker, self._wakes = os.pipe()
        os.set_blocking(self._wakes, False)
        runtime.subscribe(self._wake)
        runtime.start()

    def live(self) -> None:
        while True:
            for ready in wait([self._line, self._waker], 0.2):
                if ready is not self._line:
                    os.read(self._waker, 4096)
                    continue
                try:
                    self._wish = self._line.recv()
                except EOFError:
                    return
                self._begin()
            state = self._runtime.snapshot().state
            if state != self._state:
                self._state = state
                self._line.send(_shown(state))
                self._act(state)

    def _begin(self) -> None:
        if self._wish is None or self._wish.anew:
            self._runtime.dispatch(End())
        else:
            self._act(self._state)

    def _wake(self) -> None:
        try:
            os.write(self._wakes, b"\0")
        except BlockingIOError:
            return  # it will wake all the same

    def _act(self, state: object) -> None:
        if self._wish is None:
            return
        if isinstance(state, OrdersTrouble | OrderTrouble | AskPassword) and getattr(state, "trouble", None):
            wait([self._line], REST_S)
        for intent in _intents(state, self._wish):
            self._runtime.dispatch(intent)
        if _fulfilled(state, self._wish):
            self._wish = None


def _intents(state: Any, wish: Wish) -> list[Intent]:
    match state:
        case Welcome() | Leaving():
            return [Begin()]
        case AskNumber(""):
            return [*map(Digit, wish.number), Confirm()]
        case AskPassword(typed="", sending=False):
            return [*map(Digit, wish.password), Confirm()]
        case Orders():
            return [OpenOrder(wish.order_no)]
        case OrdersTrouble() | OrderTrouble():
            return [Retry()]
    return _at_an_order(state, wish)


def _at_an_order(state: Any, wish: Wish) -> list[Intent]:
    match state:
        case OrderShown(order):
            here = order.order_no == wish.order_no
            return [AskUrge()] if here and wish.urges else [] if here else [Back()]
        case UrgeConfirm(order) if order.order_no == wish.order_no:
            return [Confirm()]
        case UrgeDone(asked) | UrgeKeptHere(asked) | UrgeNotTaken(asked):
            return [Back()] if asked.order.order_no != wish.order_no else []
    return []


def _fulfilled(state: Any, wish: Wish) -> bool:
    match state:
        case UrgeDone(asked) | UrgeKeptHere(asked) | UrgeNotTaken(asked):
            return bool(asked.order.order_no == wish.order_no)
        case OrderShown(order):
            return bool(order.order_no == wish.order_no and not wish.urges)
    return False


def _shown(state: Any) -> Shown:
    name = type(state).__name__
    match state:
        case UrgeDone(asked, urge):
            return Shown(name, asked.order.order_no, urge.urge_no)
        case UrgeKeptHere(asked, local_no):
            return Shown(name, asked.order.order_no, local_no)
        case UrgeConfirm(order):
            return Shown(name, order.order_no)
        case UrgeNotTaken(asked, trouble):
            return Shown(name, asked.order.order_no, str(trouble.code))
        case OrderShown(order):
            return Shown(name, order.order_no, refused=tuple(one.code for one in order.refused))
        case Leaving(reason):
            return Shown(name, why=reason)
    return Shown(name)
