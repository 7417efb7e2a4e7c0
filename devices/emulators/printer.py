"""An emulated ESC/POS receipt printer on a pty, with faults that can be switched while it runs."""

import random
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from devices.emulators.escpos_firmware import Firmware
from devices.emulators.paper import Strip
from devices.emulators.pty_line import PtyLine


class PrinterEmulator:
    """`strips` are the cut receipts so far; with `capture` each is also written there, as .bin and as .png.

    Faults: paper-out, paper-low, cover-open, cutter-jam; unplugged; silent (prints, but says nothing);
    garbage (before each answer); slow (9600 baud in real time); no-process-id (a clone).
    """

    def __init__(self, link: Path, capture: Path | None = None) -> None:
        self.strips: list[Strip] = []
        self._capture = capture
        self._more = threading.Condition()
        self.firmware = Firmware(self._answer, self._count_mark, self._keep)
        self._line = PtyLine(link, self.firmware.receive)
        self._noise = random.Random(20261122)  # noqa: S311
        self._silent = self._garbage = False
        self._pending: list[tuple[int, str]] = []
        mechanism = self.firmware.mechanism
        self._faults: dict[str, Callable[[bool], None]] = {
            "paper-out": lambda on: setattr(mechanism, "paper_out", on),
            "paper-low": lambda on: setattr(mechanism, "paper_low", on),
            "cover-open": lambda on: setattr(mechanism, "cover_open", on),
            "cutter-jam": lambda on: setattr(mechanism, "cutter_jam", on),
            "unplugged": lambda on: self._line.unplug() if on else self._line.plug(),
            "silent": lambda on: setattr(self, "_silent", on),
            "garbage": lambda on: setattr(self, "_garbage", on),
            "slow": lambda on: setattr(self._line, "baud", 9600 if on else None),
            "no-process-id": lambda on: setattr(self.firmware, "process_ids", not on),
        }

    @property
    def link(self) -> Path:
        return self._line.link

    @property
    def faults(self) -> tuple[str, ...]:
        """Their names."""
        return tuple(self._faults)

    def start(self) -> None:
        if self._capture:
            self._capture.mkdir(parents=True, exist_ok=True)
        self._line.start()

    def stop(self) -> None:
        self._line.stop()

    def fault(self, name: str, on: bool = True, after_marks: int = 0) -> None:
        """Switches a fault, at once or after that many more printed lines; what was asked of it before no
        longer holds. KeyError for an unknown one.
        """
        switch = self._faults[name]
        self._line.call(lambda: self._forget(name))
        if after_marks:
            self._line.call(lambda: self._pending.append((after_marks, name)))
        else:
            self._line.call(lambda: self._switch(switch, on))

    def control(self, words: list[str]) -> None:
        """`fault NAME on|off [after LINES]`. Raises ValueError for anything else."""
        match words:
            case ["fault", name, "on" | "off" as state] if name in self._faults:
                self.fault(name, state == "on")
            case ["fault", name, "on", "after", count] if name in self._faults and count.isdigit():
                self.fault(name, after_marks=int(count))
            case _:
                raise ValueError(f"fault {'|'.join(self._faults)} on|off, or: fault NAME on after LINES")

    def wait_strips(self, count: int, timeout_s: float = 10.0) -> list[Strip]:
        """Blocks until that many receipts were cut. Raises TimeoutError."""
        with self._more:
            if not self._more.wait_for(lambda: len(self.strips) >= count, timeout_s):
                raise TimeoutError(f"{len(self.strips)} of {count} receipts were cut")
            return list(self.strips)

    def hanging(self) -> Strip:
        """What is printed and not cut yet."""
        return self._line.call(lambda: self.firmware.strip)

    def _forget(self, name: str) -> None:
        self._pending = [(left, other) for left, other in self._pending if other != name]

    def _switch(self, switch: Callable[[bool], None], on: bool) -> None:
        switch(on)
        self.firmware.work()

    def _answer(self, data: bytes) -> None:
        noise = self._noise.randbytes(self._noise.randint(1, 8)) if self._garbage else b""
        self._line.send(noise if self._silent else noise + data)

    def _count_mark(self) -> None:
        self._pending = [(left - 1, name) for left, name in self._pending]
        for name in [name for left, name in self._pending if left == 0]:
            self._faults[name](True)
        self._pending = [(left, name) for left, name in self._pending if left > 0]

    def _keep(self, strip: Strip) -> None:
        if self._capture:
            number = 1 + sum(1 for _ in self._capture.glob("receipt-*.bin"))  # those of earlier runs stay
            _write(self._capture / f"receipt-{number:04d}.png", lambda path: strip.image().save(path, "PNG"))
            _write(self._capture / f"receipt-{number:04d}.bin", lambda path: path.write_bytes(strip.raw))
        with self._more:
            self.strips.append(strip)
            self._more.notify_all()


def _write(path: Path, write: Callable[[Path], object]) -> None:
    """So that whoever sees the name sees the whole file."""
    part = path.with_name(f".{path.name}.part")
    with suppress(FileNotFoundError):  # the folder may be swept away at any time
        write(part)
        part.replace(path)
