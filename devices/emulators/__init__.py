"""The firmware's side of the wire, over ptys. Shares no code with codecs or drivers."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from devices.emulators.card_reader import CardReaderEmulator
from devices.emulators.printer import PrinterEmulator


@contextmanager
def start_printer(link: Path, capture: Path | None = None) -> Iterator[PrinterEmulator]:
    """A receipt printer at `link` while the context lasts; `capture`: a folder for its receipts."""
    printer = PrinterEmulator(link, capture)
    printer.start()
    try:
        yield printer
    finally:
        printer.stop()


@contextmanager
def start_card_reader(link: Path) -> Iterator[CardReaderEmulator]:
    """A card reader at `link` while the context lasts."""
    reader = CardReaderEmulator(link)
    reader.start()
    try:
        yield reader
    finally:
        reader.stop()
