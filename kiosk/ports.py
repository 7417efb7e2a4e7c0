"""What flows need from the world, as protocols. Flows see these and the contracts, nothing else."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Literal, Protocol

from services.contracts.language import Language
from services.contracts.orders import OrderDetail, OrderList, ReceiptLink
from services.contracts.problems import Problem
from services.contracts.sessions import NewPassword, SessionState, SignedIn, SignInRequest
from services.contracts.terminals import Hall, HeartbeatAnswer
from services.contracts.urges import UrgeRequest, UrgeView


class HubAway(Exception):
    """The hub could not be reached, or did not answer in time, or not in its language."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class HubRefused(Exception):
    """The hub answered with problem details."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


class Hub(Protocol):
    """The hub as a terminal uses it. Every call blocks, and raises HubAway or HubRefused."""

    def heartbeat(self, outbox_waiting: int) -> HeartbeatAnswer: ...
    def sign_in(self, request: SignInRequest) -> SignedIn: ...
    def renew(self, token: str) -> SessionState: ...
    def change_password(self, token: str, new: NewPassword) -> None: ...
    def set_language(self, token: str, language: Language) -> None: ...
    def sign_out(self, token: str) -> None: ...
    def orders(self, token: str) -> OrderList: ...
    def order(self, token: str, order_no: str) -> OrderDetail: ...
    def urge(self, order_no: str, request: UrgeRequest, key: str, permit: str) -> UrgeView: ...
    def receipt_link(self, token: str, order_no: str) -> ReceiptLink | None:
        """None where the hub has no public address."""
        ...


class Clock(Protocol):
    """Time. `monotonic` in seconds for time-outs; `now` an aware moment by the hub's clock for dates."""

    def monotonic(self) -> float: ...
    def now(self) -> datetime: ...


@dataclass(frozen=True)
class UrgeItem:
    """An urge on its way, as the journal keeps it: no name, no account, no token."""

    key: str
    order_no: str
    request: UrgeRequest
    permit: str = field(repr=False)


@dataclass(frozen=True)
class UrgeReceived:
    """The hub has it."""

    urge: UrgeView


@dataclass(frozen=True)
class UrgeRefused:
    """The hub will not take it."""

    problem: Problem


@dataclass(frozen=True)
class UrgeKept:
    """The hub is away; the journal has it and it will be sent."""

    local_no: str


UrgeOutcome = UrgeReceived | UrgeRefused | UrgeKept


class Outbox(Protocol):
    """Urges are rows in the journal first, then sent until the hub has said yes or no."""

    def send(self, item: UrgeItem, patience_s: float) -> UrgeOutcome:
        """Commits the item, then waits at most `patience_s` seconds for the hub's word.

        The same key again is the same item. Raises JournalBroken when the row could not be committed.
        """
        ...


class JournalBroken(Exception):
    """The terminal's own records cannot be written: nothing may be promised."""


class PrintOutcome(StrEnum):
    """What is known of a print job."""

    CONFIRMED = "confirmed"
    NOT_SENT = "not-sent"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class PrintResult:
    """How a print job ended; `reason` is a stable code (paper-out, cover-open, no-device, silent, ...)."""

    outcome: PrintOutcome
    reason: str | None = None


@dataclass(frozen=True)
class ReceiptLine:
    """One line of a receipt, wrapped by the printer."""

    text: str
    align: Literal["left", "center"] = "left"
    big: bool = False
    bold: bool = False


@dataclass(frozen=True)
class ReceiptRule:
    """A line across."""


@dataclass(frozen=True)
class ReceiptQr:
    """A QR code."""

    data: str


ReceiptPart = ReceiptLine | ReceiptRule | ReceiptQr


class Printer(Protocol):
    """Prints a receipt once. The ledger has the job before a byte goes out."""

    def print(self, parts: tuple[ReceiptPart, ...], job_key: str) -> PrintResult:
        """Blocks until the outcome is known. The same key again prints nothing and gives the same result."""
        ...

    def ready(self) -> bool:
        """Whether a receipt can be offered at all."""
        ...


@dataclass(frozen=True)
class CardSeen:
    """A membership card was held to the reader."""

    value: str = field(repr=False)

    @property
    def usable(self) -> bool:
        """Whether it can be a card's number at all: contracts' SignInRequest takes no other."""
        return self.value.isascii() and self.value.isalnum() and 4 <= len(self.value) <= 32


class Tools(Protocol):
    """All that a flow's work may use, on a worker."""

    @property
    def hub(self) -> Hub: ...
    @property
    def outbox(self) -> Outbox: ...
    @property
    def printer(self) -> Printer: ...
    @property
    def clock(self) -> Clock: ...
    @property
    def hall(self) -> Hall | None:
        """As the hub last told; None before it was ever reached."""
        ...


Work = Callable[[Tools], object]
"""Runs on a worker; what it returns comes back to its flow as an event."""
