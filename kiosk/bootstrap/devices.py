"""Chooses the devices: at a serial port, emulated beside this process, or none."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from devices import base
from devices.registry import create_card_reader, create_printer
from kiosk.journal.events import DeviceEvent
from kiosk.journal.ledger import PrintNow
from kiosk.ports import (
    CardSeen,
    PrintOutcome,
    PrintResult,
    ReceiptLine,
    ReceiptPart,
    ReceiptQr,
    ReceiptRule,
)
from kiosk.programs import Program
from kiosk.runtime import Tell
from kiosk.settings import ABSENT, EMULATED, PrinterSettings, ReaderSettings
from kiosk.threads import Service

PRINT_S = 30.0
"""How long a receipt may take until its outcome is UNKNOWN."""
PRINTS_NOW = (base.DeviceStatus.ONLINE, base.DeviceStatus.DEVICE_BUSY)


@dataclass(frozen=True)
class Fitting:
    """What both devices need."""

    data_dir: Path
    noted: Callable[[DeviceEvent], None]


def fit_printer(
    settings: PrinterSettings, fitting: Fitting, unfinished_job: bool
) -> tuple[PrintNow, Callable[[], bool], Sequence[Service]]:
    """How to print, whether it can be offered, and what must run. Raises UnknownProfile.

    `unfinished_job`: this terminal died while it printed; the printer may still hold the rest of it.
    """
    if settings.port == ABSENT:
        nothing = PrintResult(PrintOutcome.NOT_SENT, base.Reason.NO_DEVICE.value)
        return lambda _parts, _key: nothing, lambda: False, ()
    port, services = _port("printer", settings, fitting)
    printer = create_printer(
        settings.profile, port, baudrate=settings.baudrate, unfinished_job=unfinished_job
    )

    def print_now(parts: tuple[ReceiptPart, ...], key: str) -> PrintResult:
        result = printer.print(base.Receipt(tuple(_part(part) for part in parts)), key, PRINT_S)
        reason = result.reason.value if result.reason else None
        return PrintResult(PrintOutcome(result.outcome.value), reason)

    def run(stop: threading.Event) -> None:
        printer.run(stop, lambda event: _note("printer", event, fitting))

    return print_now, lambda: _is_ready(printer.status()), (*services, Service("printer", run))


def fit_reader(settings: ReaderSettings, fitting: Fitting, tell: Tell) -> Sequence[Service]:
    """What must run so that `tell` hears of cards. Raises UnknownProfile."""
    if settings.port == ABSENT:
        return ()
    port, services = _port("reader", settings, fitting)
    reader = create_card_reader(settings.profile, port, baudrate=settings.baudrate)

    def emit(event: base.DeviceEvent) -> None:
        if isinstance(event, base.CardRead):
            tell(CardSeen(event.value))
        else:
            _note("reader", event, fitting)

    return (*services, Service("reader", lambda stop: reader.run(stop, emit)))


def _port(
    name: str, settings: PrinterSettings | ReaderSettings, fitting: Fitting
) -> tuple[str, Sequence[Service]]:
    if settings.port != EMULATED:
        return settings.port, ()
    folder = fitting.data_dir / "emulated"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    link = folder / name
    arguments = ["emulate", settings.profile, "--link", str(link), "--with-parent"]
    if isinstance(settings, PrinterSettings):
        arguments += ["--capture", str(folder / "paper")]
    log = fitting.data_dir / "logs" / f"emulated-{name}.log"
    program = Program(f"emulated {name}", lambda _: arguments, heard=lambda _: None, log=log, by_stdin=True)
    return str(link), (Service(program.name, program.run, program.interrupt),)


def _part(part: ReceiptPart) -> base.Part:
    match part:
        case ReceiptLine(text, align, big, bold):
            size = base.Size.DOUBLE if big else base.Size.NORMAL
            return base.Line(text, base.Align(align), size, bold)
        case ReceiptRule():
            return base.Rule()
        case ReceiptQr(data):
            return base.Qr(data)


def _is_ready(status: base.PrinterStatus) -> bool:
    return status.device in PRINTS_NOW and status.reason is None


def _note(device: str, event: base.DeviceEvent, fitting: Fitting) -> None:
    match event:
        case base.PrinterStatus(status, paper, _, reason):
            words = f"{status.value}, paper {paper.value}"
        case base.ReaderStatus(status, reason):
            words = status.value
        case base.CardRead():
            return
    fitting.noted(DeviceEvent(device, words, reason.value if reason else None))
