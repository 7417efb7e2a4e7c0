"""What the rest of the terminal knows of its devices: protocols, statuses, events, errors, the document.

Words for statuses are those of XFS4IoT. Nothing here does I/O or knows a wire.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, runtime_checkable


class DeviceStatus(StrEnum):
    """XFS4IoT device status."""

    ONLINE = "online"
    OFFLINE = "offline"
    NO_DEVICE = "noDevice"
    HARDWARE_ERROR = "hardwareError"
    USER_ERROR = "userError"
    DEVICE_BUSY = "deviceBusy"
    STARTING = "starting"


class PaperStatus(StrEnum):
    """XFS4IoT paper status."""

    UNKNOWN = "unknown"
    FULL = "full"
    LOW = "low"
    OUT = "out"
    JAMMED = "jammed"


class Reason(StrEnum):
    """Stable codes for what is wrong with a device, or why a job was not confirmed.

    The doctor says in words what staff can do about each that a device can be found with.
    """

    NO_DEVICE = "no-device"
    PORT_DENIED = "port-denied"
    PORT_BUSY = "port-busy"
    PORT_LOST = "port-lost"
    WRITE_STALLED = "write-stalled"
    SILENT = "silent"
    PAPER_OUT = "paper-out"
    COVER_OPEN = "cover-open"
    CUTTER_JAM = "cutter-jam"
    PRINTER_ERROR = "printer-error"
    OFFLINE = "offline"
    NOT_CONFIRMED = "not-confirmed"
    CANNOT_CONFIRM = "cannot-confirm"
    BUSY = "busy"
    STOPPED = "stopped"


class DeviceError(Exception):
    """A device or its link failed. `reason` is a stable code; `detail` is for developers."""

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else str(reason))
        self.reason = reason
        self.detail = detail


class Align(StrEnum):
    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"


class Size(StrEnum):
    """Of characters, against the printer's normal 24-dot Han character."""

    NORMAL = "normal"
    TALL = "tall"
    DOUBLE = "double"


@dataclass(frozen=True, slots=True)
class Line:
    """Text of any length on lines of its own: the printer's codec wraps it and makes it harmless."""

    text: str
    align: Align = Align.LEFT
    size: Size = Size.NORMAL
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """A line across the paper."""


@dataclass(frozen=True, slots=True)
class Qr:
    """A QR code of printable ASCII: an address. Raises ValueError for anything else, and over 500 bytes."""

    data: str
    align: Align = Align.CENTER

    MAX_BYTES = 500

    def __post_init__(self) -> None:
        if not self.data or not self.data.isascii() or not self.data.isprintable():
            raise ValueError("a QR code carries printable ASCII")
        if len(self.data) > self.MAX_BYTES:
            raise ValueError(f"a QR code carries at most {self.MAX_BYTES} bytes")


@dataclass(frozen=True, slots=True)
class Feed:
    """Empty lines, 1 to 50."""

    lines: int = 1

    def __post_init__(self) -> None:
        if not 1 <= self.lines <= 50:
            raise ValueError("feed 1 to 50 lines")


Part = Line | Rule | Qr | Feed


@dataclass(frozen=True, slots=True)
class Receipt:
    """One piece of paper: it is cut at its end."""

    parts: tuple[Part, ...]


class PrintOutcome(StrEnum):
    """All that can honestly be said of a job.

    CONFIRMED: the printer said that it has printed all of it. NOT_SENT: not a byte of it went out, it may
    be tried again. UNKNOWN: some or all of it may be on paper; it is never sent again by itself.
    """

    CONFIRMED = "confirmed"
    NOT_SENT = "not-sent"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class PrintResult:
    """`reason` is None exactly when the outcome is CONFIRMED."""

    outcome: PrintOutcome
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class PrinterStatus:
    """An event when it changes. `reason` says what is wrong, None when ONLINE, DEVICE_BUSY or STARTING.

    `confirms`: whether this printer answers with process ids; None while that is not known.
    """

    device: DeviceStatus
    paper: PaperStatus = PaperStatus.UNKNOWN
    cover_open: bool | None = None
    reason: Reason | None = None
    confirms: bool | None = None


@dataclass(frozen=True, slots=True)
class ReaderStatus:
    """An event when it changes."""

    device: DeviceStatus
    reason: Reason | None = None


class CardKind(StrEnum):
    """Of cards that a reader can tell apart."""

    RF = "rf"


@dataclass(frozen=True, slots=True)
class CardRead:
    """A card was presented. `value` is what it holds (RF: ten upper-case hex digits); keep it out of logs."""

    kind: CardKind
    value: str


DeviceEvent = PrinterStatus | ReaderStatus | CardRead
Emit = Callable[[DeviceEvent], None]


def unheard(event: DeviceEvent) -> None:
    """Where events go before anyone listens."""


@runtime_checkable
class ReceiptPrinter(Protocol):
    """A printer whose port belongs to the one thread that is in `run`."""

    def run(self, stop: threading.Event, emit: Emit) -> None:
        """Opens, watches and opens again until `stop` is set; `emit` is called on this thread."""
        ...

    def print(self, receipt: Receipt, job_id: str, timeout_s: float) -> PrintResult:
        """Prints from any other thread and blocks for little more than `timeout_s` seconds at most.

        A job_id whose outcome was CONFIRMED or UNKNOWN prints nothing again and gives the same result.
        """
        ...

    def status(self) -> PrinterStatus:
        """The last known status, from any thread."""
        ...


@runtime_checkable
class CardReader(Protocol):
    """A reader that sends what is presented to it: emits ReaderStatus and CardRead."""

    def run(self, stop: threading.Event, emit: Emit) -> None:
        """Opens, watches and opens again until `stop` is set; `emit` is called on this thread."""
        ...

    def status(self) -> ReaderStatus:
        """The last known status, from any thread."""
        ...
