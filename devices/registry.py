"""Profile name -> driver, codec and emulator. Each is imported only when it is asked for."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

from devices.base import CardReader, ReceiptPrinter
from devices.transport import SerialPort

PRINTERS = ("escpos-80mm",)
CARD_READERS = ("rf-ascii",)


class UnknownProfile(ValueError):
    """No such device here; the message names those that there are."""


def create_printer(
    profile: str, port: str, *, baudrate: int = 9600, unfinished_job: bool = False
) -> ReceiptPrinter:
    """A printer at a serial port's name. Opens nothing yet; `run` does. Raises UnknownProfile."""
    _demand(profile, PRINTERS)
    painter = _load("devices.codecs.text_raster:TextRaster")()
    encoder = _load("devices.codecs.escpos_encoder:EscPosEncoder")(painter, columns=48)
    printer: ReceiptPrinter = _load("devices.drivers.escpos_printer:EscPosPrinter")(
        partial(SerialPort, port, baudrate), encoder, line_rate=baudrate / 10, unfinished_job=unfinished_job
    )
    return printer


def create_card_reader(profile: str, port: str, *, baudrate: int = 9600) -> CardReader:
    """A card reader at a serial port's name. Opens nothing yet; `run` does. Raises UnknownProfile."""
    _demand(profile, CARD_READERS)
    reader: CardReader = _load("devices.drivers.ascii_card_reader:AsciiCardReader")(
        partial(SerialPort, port, baudrate)
    )
    return reader


def start_emulator(profile: str, link: Path, capture: Path | None = None) -> AbstractContextManager[Any]:
    """The emulated device of that profile, at `link` while the context lasts. Raises UnknownProfile."""
    _demand(profile, PRINTERS + CARD_READERS)
    if profile in PRINTERS:
        started: AbstractContextManager[Any] = _load("devices.emulators:start_printer")(link, capture)
    else:
        started = _load("devices.emulators:start_card_reader")(link)
    return started


def _demand(profile: str, known: tuple[str, ...]) -> None:
    if profile not in known:
        raise UnknownProfile(f"unknown device profile {profile!r}, known are: {', '.join(known)}")


def _load(name: str) -> Callable[..., Any]:
    # By name, so that neither Pillow nor an emulator is loaded where nobody uses it.
    module, _, attribute = name.partition(":")
    loaded: Callable[..., Any] = getattr(import_module(module), attribute)
    return loaded
