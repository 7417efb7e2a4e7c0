"""A business hall: the terminal in a real window, with its devices and its hub, each a process of its own."""

import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.e2e.glass import RealGlass, real_glass
from tests.e2e.hub import HALL, HubProcess
from tests.e2e.mirror import Mirror
from tests.e2e.processes import Running, running
from tests.e2e.settings import write_settings
from tests.e2e.visitor import Visitor


@dataclass
class BusinessHall:
    """All of it. The terminal and the hub can be ended and started again."""

    folder: Path
    hub: HubProcess
    glass: RealGlass
    printer: Running
    reader: Running
    mirror: Mirror
    terminal: Running | None = None

    @property
    def data(self) -> Path:
        """Where the terminal keeps what it keeps."""
        return self.folder / "terminal"

    @property
    def paper(self) -> list[bytes]:
        """What the printer was sent, receipt by receipt."""
        return [path.read_bytes() for path in sorted((self.folder / "paper").glob("receipt-*.bin"))]

    def start_terminal(self) -> Visitor:
        """Switch it on; somebody who stands before it."""
        self.terminal = Running(
            ["kiosk", "--settings", str(self.folder / "settings.toml")],
            self.folder / "of-terminal",
            "terminal",
            DISPLAY=self.glass.name,
        )
        return Visitor(self.glass, self.mirror, self.folder)

    def kill_terminal(self) -> None:
        """kill -9."""
        if self.terminal is not None:
            self.terminal.kill()
            self.terminal = None

    def stop_terminal(self) -> None:
        """End it kindly."""
        if self.terminal is not None:
            self.terminal.stop()
            self.terminal = None

    def journal(self, question: str) -> list[tuple[object, ...]]:
        """What the terminal's journal says."""
        with closing(sqlite3.connect(self.data / "journal.db")) as journal:
            return journal.execute(question).fetchall()


@contextmanager
def business_hall(
    folder: Path, mirror: Mirror, hub: HubProcess, *, hall: str = HALL.code, hub_url: str | None = None
) -> Iterator[BusinessHall]:
    """Everything but the terminal and the hub runs; the terminal can enrol for a quarter of an hour."""
    with ExitStack() as stack:
        glass = stack.enter_context(real_glass())
        code = hub.enrolment_code(hall)
        write_settings(folder, hub_url or hub.url, code, f"{folder}/printer", f"{folder}/reader")
        capture = ["--capture", str(folder / "paper")]
        printer = stack.enter_context(_device(folder, "printer", "escpos-80mm", *capture))
        reader = stack.enter_context(_device(folder, "reader", "rf-ascii"))
        place = BusinessHall(folder, hub, glass, printer, reader, mirror)
        stack.callback(place.stop_terminal)
        yield place


@contextmanager
def _device(folder: Path, name: str, profile: str, *options: str) -> Iterator[Running]:
    arguments = ["emulate", profile, "--link", str(folder / name), *options]
    with running(arguments, folder / "devices", name) as device:
        device.line("ready")
        yield device
