"""Receipt -> ESC/POS bytes, without I/O.

Text goes as two-byte GBK in kanji mode, which is switched on explicitly. A row with a character outside
GBK goes as a raster image of that row, so that a name is never cut or printed as '?'.

No real-time command (10 04, 10 05, 10 14) can occur in the output, although a printer would execute it even
inside image or QR data: text bytes are 20-7E or GBK pairs (81-FE, 40-FE); QR data is printable ASCII under
1,024 bytes, so its length bytes cannot form one; raster rows go through `without_real_time`, and their
header cannot form one, being under 256 dots high and 128 bytes wide.
"""

import re
from typing import Protocol

from devices.base import Align, Feed, Line, Part, Qr, Receipt, Rule, Size
from devices.codecs import escpos_commands as commands
from devices.codecs.layout import harmless, spelt, wrap

_ALIGN = {Align.LEFT: 0, Align.CENTER: 1, Align.RIGHT: 2}
_SCALE = {Size.NORMAL: (1, 1), Size.TALL: (1, 2), Size.DOUBLE: (2, 2)}
_DLE = re.compile(rb"\x10(?=[\x04\x05\x14])")


class Painter(Protocol):
    """Draws a row of text as dots."""

    def has(self, char: str) -> bool:
        """Whether it can draw this character."""
        ...

    def row(self, text: str, scale: tuple[int, int], bold: bool) -> tuple[int, int, bytes]:
        """Bytes a row, rows, and the dots: 1 is black, the first dot in the highest bit."""
        ...


class EscPosEncoder:
    """For a paper of `columns` half-width characters (48 of 12 dots on 80 mm)."""

    def __init__(self, painter: Painter, columns: int, qr_module: int = 6) -> None:
        """`qr_module`: side of one QR module in dots, 1 to 16."""
        self._painter = painter
        self._columns = columns
        self._qr_module = qr_module

    def encode(self, receipt: Receipt) -> bytes:
        """One job: initialise, print, feed and cut."""
        out = bytearray(commands.INITIALISE + commands.AUTOMATIC_STATUS + commands.KANJI_ON)
        style = _Style()
        for part in receipt.parts:
            out += self._part(part, style)
        return bytes(out + commands.FEED_AND_CUT)

    def _part(self, part: Part, style: "_Style") -> bytes:
        match part:
            case Line():
                return self._line(part, style)
            case Rule():
                return style.switch(Align.LEFT, Size.NORMAL, bold=False) + b"-" * self._columns + b"\n"
            case Qr():
                return style.switch(part.align, Size.NORMAL, bold=False) + self._qr(part)
            case Feed():
                return b"\n" * part.lines

    def _line(self, line: Line, style: "_Style") -> bytes:
        text = "".join(map(self._drawable, harmless(line.text)))
        rows = wrap(text, self._columns // _SCALE[line.size][0])
        return b"".join(self._row(row, line, style) for row in rows)

    def _drawable(self, char: str) -> str:
        return char if _in_gbk(char) or self._painter.has(char) else spelt(char)

    def _row(self, row: str, line: Line, style: "_Style") -> bytes:
        if _in_gbk(row):
            return style.switch(line.align, line.size, line.bold) + row.encode("gbk") + b"\n"
        across, down, dots = self._painter.row(row, _SCALE[line.size], line.bold)
        header = b"\x1dv0\x00" + across.to_bytes(2, "little") + down.to_bytes(2, "little")
        return style.switch(line.align, Size.NORMAL, bold=False) + header + without_real_time(dots)

    def _qr(self, qr: Qr) -> bytes:
        data = qr.data.encode("ascii")
        return b"".join(
            (
                _qr_function(b"1A2\x00"),
                _qr_function(b"1C" + bytes((self._qr_module,))),
                _qr_function(b"1E0"),
                _qr_function(b"1P0" + data),
                _qr_function(b"1Q0"),
            )
        )


class _Style:
    """What the printer is set to, so that only changes are sent."""

    def __init__(self) -> None:
        self._sent = {b"\x1ba": 0, b"\x1d!": 0, b"\x1bE": 0}

    def switch(self, align: Align, size: Size, bold: bool) -> bytes:
        across, down = _SCALE[size]
        wanted = {b"\x1ba": _ALIGN[align], b"\x1d!": (across - 1) << 4 | (down - 1), b"\x1bE": int(bold)}
        changes = [command + bytes((n,)) for command, n in wanted.items() if self._sent[command] != n]
        self._sent = wanted
        return b"".join(changes)


def without_real_time(dots: bytes) -> bytes:
    """Dots in which no byte 10 is followed by 04, 05 or 14: such a 10 gets one more black dot beside its own.

    18 can start no real-time command and end none, so one pass is enough.
    """
    return _DLE.sub(b"\x18", dots)


def _qr_function(function: bytes) -> bytes:
    return b"\x1d(k" + len(function).to_bytes(2, "little") + function


def _in_gbk(text: str) -> bool:
    try:
        text.encode("gbk")
    except UnicodeEncodeError:
        return False
    return True
