"""An emulated ASCII RF card reader on a pty."""

import random
from pathlib import Path

from devices.emulators.pty_line import PtyLine


class CardReaderEmulator:
    """Sends a frame for each card that is presented. Faults: unplugged, garbage (before each frame)."""

    def __init__(self, link: Path) -> None:
        self._line = PtyLine(link, lambda _: None)
        self._noise = random.Random(20261122)  # noqa: S311
        self._garbage = False

    @property
    def link(self) -> Path:
        return self._line.link

    def start(self) -> None:
        self._line.start()

    def stop(self) -> None:
        self._line.stop()

    def present(self, card: str) -> None:
        """Ten hex digits. Raises ValueError for anything else."""
        if len(card) != 10:
            raise ValueError("a card is ten hex digits")
        check = 0
        for byte in bytes.fromhex(card):
            check ^= byte
        frame = b"\x02" + f"{card}{check:02X}".encode("ascii") + b"\x03"
        noise = self._noise.randbytes(8) if self._garbage else b""
        self._line.call(lambda: self._line.send(noise + frame))

    def fault(self, name: str, on: bool = True) -> None:
        """Switches a fault. Raises ValueError for an unknown one."""
        match name:
            case "unplugged":
                self._line.call(self._line.unplug if on else self._line.plug)
            case "garbage":
                self._garbage = on
            case _:
                raise ValueError("faults are unplugged and garbage")

    def control(self, words: list[str]) -> None:
        """`card TENHEX` or `fault NAME on|off`. Raises ValueError for anything else."""
        match words:
            case ["card", card]:
                self.present(card)
            case ["fault", name, "on" | "off" as state]:
                self.fault(name, state == "on")
            case _:
                raise ValueError("card TENHEX, or: fault unplugged|garbage on|off")
