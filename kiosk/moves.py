"""How one journey hands over to another: flows name where to go, the visit knows the way."""

from dataclasses import dataclass
from enum import StrEnum

from services.contracts.orders import OrderDetail
from services.contracts.sessions import NumberKind, SignedIn
from services.contracts.urges import UrgeView


class Move:
    """Base of all moves."""


@dataclass(frozen=True)
class ToWelcome(Move):
    """Forget everything."""


@dataclass(frozen=True)
class ToSignIn(Move):
    """With a number already known when a card was read."""

    kind: NumberKind = NumberKind.NUMBER
    number: str = ""


@dataclass(frozen=True)
class ToFirstPassword(Move):
    """A first password was right; a new one must be set before anything is shown."""

    signed_in: SignedIn


@dataclass(frozen=True)
class ToOrders(Move):
    """The list. `signed_in` only right after signing in."""

    signed_in: SignedIn | None = None
    open_single: bool = True
    """With exactly one order, open it; false on the way back from it."""


@dataclass(frozen=True)
class ToOrder(Move):
    """One order."""

    order_no: str
    single: bool = False
    """It is the customer's only order, so "back" leads nowhere."""


@dataclass(frozen=True)
class ToUrge(Move):
    """Confirm an urge on one of the stages that can be urged."""

    order: OrderDetail
    single: bool


@dataclass(frozen=True)
class ToReceipt(Move):
    """Print; after an urge with its number, and with `kept_no` in its place when it was only kept."""

    order: OrderDetail
    stage_id: str | None
    single: bool
    urge: UrgeView | None = None
    kept_no: str | None = None


class LeaveReason(StrEnum):
    """Why a visit ends."""

    DONE = "done"
    IDLE = "idle"
    SESSION_ENDED = "session-ended"


@dataclass(frozen=True)
class ToLeaving(Move):
    """Say good-bye, then welcome the next."""

    reason: LeaveReason = LeaveReason.DONE
