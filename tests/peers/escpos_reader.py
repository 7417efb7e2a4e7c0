"""Reads what a receipt printer was sent and says what must be on its paper: a witness for the tests.

Written from the command table of ESC/POS alone, it shares nothing with the driver or the emulator, so that
the three can't share a mistake. It is stricter than a printer: what firmware would skip or print as rubbish
is an error here. It knows no timing and no faults; every command is taken as carried out in its order.

After power-on and ESC @ the Kanji mode differs from model to model, so bytes above 7F are refused until the
stream itself has said 1C 26. ESC 2 (1/6 inch) is taken as 30 dots.
"""

import re
from collections.abc import Callable, Container
from itertools import groupby
from typing import NoReturn

from tests.peers.paper import GLYPH_DOTS, Cut, Feed, Paper, ProcessId, Qr, Raster, Realtime, Run, TextLine

SIXTH_OF_AN_INCH = 30
ALIGNS = {0: "left", 1: "centre", 2: "right", 0x30: "left", 0x31: "centre", 0x32: "right"}
SIZES = [n for n in range(256) if not n & 0x88]
CLEAR_BUFFERS = bytes.fromhex("08 01 03 14 01 06 02 08")


class StreamError(ValueError):
    """What no printer would print as meant: the offset where it begins, and its bytes so far as read."""

    def __init__(self, offset: int, data: bytes) -> None:
        super().__init__(f"offset {offset}: {data[:24].hex(' ')}")
        self.offset, self.data = offset, data


class UnknownCommand(StreamError):
    """No command of the table, a parameter out of its range, or bytes that stand for no character."""


class Truncated(StreamError):
    """The stream ended within a command or a character, or in a line that nothing prints."""


class Misplaced(StreamError):
    """Within a line, where firmware ignores it or answers too early; or a QR print with nothing stored."""


def read_paper(stream: bytes) -> Paper:
    """Read the bytes of whole receipts; raises UnknownCommand, Truncated or Misplaced, all StreamError."""
    return _Reader(stream).read()


class _Reader:
    def __init__(self, stream: bytes) -> None:
        self.stream, self.at, self.start, self.line_start = stream, 0, 0, 0
        self.paper = Paper()
        self.meant: dict[int, bytes] = {}  # real-time commands that stand between others
        self.initialise()

    def read(self) -> Paper:
        while self.at < len(self.stream):
            self.start = self.at
            self.step()
        if self.line:
            raise Truncated(self.line_start, self.stream[self.line_start :])
        for found in re.finditer(rb"\x10[\x04\x05\x14]", self.stream):
            at = found.start()
            data = self.meant.get(at, self.stream[at : at + 3])
            self.paper.realtime.append(Realtime(at, data, embedded=at not in self.meant))
        return self.paper

    def step(self) -> None:
        first = self.take(1)
        if first == b"\n":
            self.print_line(max(self.spacing, self.line_height()))
        elif first in (b"\x10", b"\x1b", b"\x1c", b"\x1d"):
            COMMANDS.get(first + self.take(1), _Reader.refuse)(self)
        else:
            self.character(first)

    def take(self, count: int) -> bytes:
        if self.at + count > len(self.stream):
            raise Truncated(self.start, self.stream[self.start :])
        self.at += count
        return self.stream[self.at - count : self.at]

    def byte(self, allowed: Container[int] = range(256)) -> int:
        value = self.take(1)[0]
        if value not in allowed:
            self.refuse()
        return value

    def word(self) -> int:
        return int.from_bytes(self.take(2), "little")

    def refuse(self) -> NoReturn:
        raise UnknownCommand(self.start, self.stream[self.start : self.at])

    def need(self, condition: bool) -> None:
        if not condition:
            raise Misplaced(self.start, self.stream[self.start : self.at])

    def initialise(self) -> None:
        """As at power-on; an unfinished line is lost."""
        self.line: list[tuple[str, tuple[bool, int, int]]] = []
        self.kanji, self.bold, self.width, self.height = False, False, 1, 1
        self.align, self.spacing, self.paper.asb = "left", SIXTH_OF_AN_INCH, 0
        self.qr_model, self.qr_module, self.qr_level, self.qr_data = 2, 3, "L", b""

    def character(self, first: bytes) -> None:
        if not 0x20 <= first[0] < 0x7F:
            if not (self.kanji and 0x81 <= first[0] <= 0xFE):
                self.refuse()
            first += self.take(1)
        try:
            char = first.decode("gbk")
        except UnicodeDecodeError:
            self.refuse()
        if not self.line:
            self.line_start = self.start
        self.line.append((char, (self.bold, self.width, self.height)))

    def line_height(self) -> int:
        return GLYPH_DOTS * max((style[2] for _, style in self.line), default=0)

    def print_line(self, advance: int) -> None:
        groups = groupby(self.line, key=lambda cell: cell[1])
        runs = tuple(Run("".join(char for char, _ in cells), *style) for style, cells in groups)
        self.paper.items.append(TextLine(runs, self.align, advance))
        self.line = []

    def feed(self, unit: int) -> None:
        dots, height = self.byte() * unit, self.line_height()
        if self.line:
            self.print_line(height)
        self.paper.items.append(Feed(max(0, dots - height)))

    def set_align(self) -> None:
        align = ALIGNS[self.byte(ALIGNS)]
        self.need(not self.line)
        self.align = align

    def set_size(self) -> None:
        size = self.byte(SIZES)
        self.width, self.height = (size >> 4) + 1, (size & 7) + 1

    def set_bold(self) -> None:
        self.bold = bool(self.byte() & 1)

    def set_kanji(self, on: bool) -> None:
        self.kanji = on

    def set_spacing(self, dots: int) -> None:
        self.spacing = dots

    def set_asb(self) -> None:
        self.paper.asb = self.byte()

    def raster(self) -> None:
        self.byte(b"0")
        mode = self.byte(b"\x00\x01\x02\x030123")
        columns, rows = self.word(), self.word()
        if not columns or not rows:
            self.refuse()
        self.need(not self.line)
        bits = self.take(columns * rows)
        self.paper.items.append(
            Raster(columns * 8, rows, bits, self.align, (mode & 1) + 1, (mode >> 1 & 1) + 1)
        )

    def block(self) -> None:
        """GS ( k or GS ( H: a letter, the count of what follows, and that."""
        letter = self.byte(b"kH")
        body = self.take(self.word())
        if letter == ord("k"):
            self.symbol(body)
        elif len(body) == 6 and body.startswith(b"00") and all(0x20 <= byte < 0x7F for byte in body):
            self.need(not self.line)
            self.paper.items.append(ProcessId(body[2:].decode("ascii")))
        else:
            self.refuse()

    def symbol(self, body: bytes) -> None:
        match list(body):
            case [0x31, 0x41, 0x31 | 0x32 | 0x33 as model, 0]:
                self.qr_model = model - 0x30
            case [0x31, 0x43, module] if 1 <= module <= 16:
                self.qr_module = module
            case [0x31, 0x45, 0x30 | 0x31 | 0x32 | 0x33 as level]:
                self.qr_level = "LMQH"[level - 0x30]
            case [0x31, 0x50, 0x30, _, *_]:
                self.qr_data = body[3:]
            case [0x31, 0x51, 0x30]:
                self.need(bool(self.qr_data) and not self.line)
                self.paper.items.append(
                    Qr(self.qr_model, self.qr_module, self.qr_level, self.qr_data, self.align)
                )
            case _:
                self.refuse()

    def cut(self) -> None:
        kind = self.byte(b"\x00\x0101AB")
        feed = self.byte() if kind in b"AB" else None
        self.need(not self.line)
        self.paper.items.append(Cut(kind in b"\x011B", feed))

    def realtime(self, numbers: bytes) -> None:
        self.byte(numbers)
        self.meant[self.start] = self.stream[self.start : self.at]

    def clear_buffers(self) -> None:
        """Loses an unfinished line; what was complete before is taken as printed."""
        for expected in CLEAR_BUFFERS:
            self.byte((expected,))
        self.line = []
        self.meant[self.start] = self.stream[self.start : self.at]


COMMANDS: dict[bytes, Callable[[_Reader], None]] = {
    b"\x1b@": _Reader.initialise,
    b"\x1ba": _Reader.set_align,
    b"\x1bE": _Reader.set_bold,
    b"\x1bd": lambda reader: reader.feed(reader.spacing),
    b"\x1bJ": lambda reader: reader.feed(1),
    b"\x1b2": lambda reader: reader.set_spacing(SIXTH_OF_AN_INCH),
    b"\x1b3": lambda reader: reader.set_spacing(reader.byte()),
    b"\x1c&": lambda reader: reader.set_kanji(True),
    b"\x1c.": lambda reader: reader.set_kanji(False),
    b"\x1d!": _Reader.set_size,
    b"\x1da": _Reader.set_asb,
    b"\x1dv": _Reader.raster,
    b"\x1d(": _Reader.block,
    b"\x1dV": _Reader.cut,
    b"\x10\x04": lambda reader: reader.realtime(b"\x01\x02\x03\x04"),
    b"\x10\x05": lambda reader: reader.realtime(b"\x01\x02"),
    b"\x10\x14": _Reader.clear_buffers,
}
