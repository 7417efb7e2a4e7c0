"""What the firmware of an ESC/POS printer does with the bytes it gets, and what it answers.

Written from the printers' manuals alone. Real-time commands act on receipt, wherever they stand, even in
image data, which is then short of their bytes; all else waits in the receive buffer while it cannot print.
"""

from collections.abc import Callable
from dataclasses import dataclass

from devices.emulators.paper import Dots, Glyph, Mark, QrSymbol, Strip, Text

BUFFER_BYTES = 4096
COLUMNS = 48
XON, XOFF = b"\x11", b"\x13"

_CLEAR = b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08"
_ASK = {bytes((0x10, 0x04, kind)): kind for kind in (1, 2, 3, 4)}
_GO_ON, _DROP = b"\x10\x05\x01", b"\x10\x05\x02"
_REAL_TIME = (_CLEAR, _GO_ON, _DROP, *_ASK)

# Commands known by their length alone: fonts, underline, code pages, spacing and the like.
_IGNORED = {
    b"\x1b2": 2,
    **dict.fromkeys((b"\x1bM", b"\x1b-", b"\x1bt", b"\x1bR", b"\x1b{", b"\x1b3", b"\x1bV", b"\x1b "), 3),
    **dict.fromkeys((b"\x1dB", b"\x1db", b"\x1d|", b"\x1cC"), 3),
    **dict.fromkeys((b"\x1dL", b"\x1dW", b"\x1dP"), 4),
}


@dataclass(slots=True)
class Style:
    """What ESC @ resets."""

    align: int = 0
    across: int = 1
    down: int = 1
    bold: bool = False
    kanji: bool = True
    qr_module: int = 3
    qr_data: bytes = b""


@dataclass(slots=True)
class Mechanism:
    """What people and wear do to it; whoever changes it tells the firmware."""

    paper_out: bool = False
    paper_low: bool = False
    cover_open: bool = False
    cutter_jam: bool = False

    @property
    def ready(self) -> bool:
        return not (self.paper_out or self.cover_open or self.cutter_jam)


class Firmware:
    """`send` takes answers, `printed` hears of every mark on the paper, `cut` of every strip.

    `unknown` collects bytes that are no command it knows; `process_ids` is False for a clone without them.
    """

    def __init__(
        self, send: Callable[[bytes], None], printed: Callable[[], None], cut: Callable[[Strip], None]
    ) -> None:
        self._send = send
        self._printed = printed
        self._cut = cut
        self.mechanism = Mechanism()
        self.process_ids = True
        self.unknown: list[bytes] = []
        self.strip = Strip()
        self._buffer = bytearray()
        self._held = bytearray()
        self._style = Style()
        self._line: list[Glyph] = []
        self._automatic = 0
        self._pushed = b""
        self._full = False

    def receive(self, data: bytes) -> None:
        """Bytes from the line, in any portions."""
        for byte in data:
            self._held.append(byte)
            self._sort_out()
        self.work()

    def work(self) -> None:
        """Goes on printing as far as the mechanism and the data allow, and tells of changes."""
        self._push()
        while self.mechanism.ready and self._buffer and (length := self._command()):
            del self._buffer[:length]
        self._control_flow()
        self._push()

    # Real time

    def _sort_out(self) -> None:
        """Acts on a real-time command that is complete; lets into the buffer what can't become one."""
        while self._held and bytes(self._held) not in _REAL_TIME:
            if any(command.startswith(self._held) for command in _REAL_TIME):
                return
            if self._waiting() < BUFFER_BYTES:
                self._buffer.append(self._held[0])
            del self._held[0]
        self._act(bytes(self._held))
        self._held.clear()

    def _act(self, command: bytes) -> None:
        if command == _CLEAR:
            self._clear()
            self._send(b"\x37\x25\x00")
        elif command == _DROP and self.mechanism.cutter_jam:
            self._clear()
        elif command in _ASK:
            self._send(bytes((self._status(_ASK[command]),)))

    def _clear(self) -> None:
        self._buffer.clear()
        self._line.clear()

    def _status(self, kind: int) -> int:
        m = self.mechanism
        bits = {
            1: 0x08 * (not m.ready) | 0x20 * m.cutter_jam,
            2: 0x04 * m.cover_open | 0x20 * m.paper_out | 0x40 * m.cutter_jam,
            3: 0x08 * m.cutter_jam,
            4: 0x0C * (m.paper_low or m.paper_out) | 0x60 * m.paper_out,
        }
        return 0x12 | bits[kind]

    def _push(self) -> None:
        """Automatic status, when something that was asked for has changed."""
        m = self.mechanism
        status = bytes(
            (
                0x10 | 0x08 * (not m.ready) | 0x20 * m.cover_open,
                0x08 * m.cutter_jam,
                0x03 * (m.paper_low or m.paper_out) | 0x0C * m.paper_out,
                0,
            )
        )
        if self._automatic and status != self._pushed:
            self._pushed = status
            self._send(status)

    def _waiting(self) -> int:
        """Bytes that fill the receive buffer; while it prints, even a long image is consumed as it comes."""
        return 0 if self.mechanism.ready else len(self._buffer)

    def _control_flow(self) -> None:
        filled = self._waiting()
        if not self._full and filled > BUFFER_BYTES * 3 // 4:
            self._full = True
            self._send(XOFF)
        elif self._full and filled < BUFFER_BYTES // 4:
            self._full = False
            self._send(XON)

    # Buffered commands: each returns the bytes it took, 0 when more must come first

    def _command(self) -> int:
        data = bytes(self._buffer)
        length, act, speaks_only = self._understand(data)
        if not 0 < length <= len(data):
            return 0
        # Between two strips, what only makes the printer speak belongs to neither.
        if self.strip.raw or not speaks_only:
            self.strip.raw += data[:length]
        if act:
            act()
        return length

    def _understand(self, data: bytes) -> tuple[int, Callable[[], None] | None, bool]:
        """Length (0 not known yet), effect, and whether it does nothing but make the printer speak."""
        lead = data[0]
        if lead == 0x0A:
            return 1, self._feed, False
        if lead in (0x1B, 0x1C, 0x1D):
            return self._escape(data)
        if lead >= 0x81 and self._style.kanji:
            return 2, lambda: self._type(data[:2].decode("gbk", "replace")), False
        if lead >= 0x20:
            return 1, lambda: self._type(bytes((lead,)).decode("cp437")), False
        return 1, lambda: self.unknown.append(bytes((lead,))), False

    def _escape(self, data: bytes) -> tuple[int, Callable[[], None] | None, bool]:
        name, n = data[:2], data[2] if len(data) > 2 else 0
        style = self._style
        simple: dict[bytes, tuple[int, Callable[[], None]]] = {
            b"\x1b@": (2, self._initialise),
            b"\x1c&": (2, lambda: setattr(style, "kanji", True)),
            b"\x1c.": (2, lambda: setattr(style, "kanji", False)),
            b"\x1ba": (3, lambda: setattr(style, "align", n % 48)),
            b"\x1bE": (3, lambda: setattr(style, "bold", bool(n & 1))),
            b"\x1b!": (3, lambda: self._choose_mode(n)),
            b"\x1d!": (3, lambda: self._resize(n)),
            b"\x1bd": (3, lambda: self._feed_lines(n)),
            b"\x1da": (3, lambda: self._switch_automatic(n)),
        }
        if len(data) < 2:
            return 0, None, False
        if name in simple:
            return *simple[name], name == b"\x1da"
        if name in _IGNORED:
            return _IGNORED[name], None, False
        return self._long(name, data)

    def _long(self, name: bytes, data: bytes) -> tuple[int, Callable[[], None] | None, bool]:
        """Commands that tell their own length."""
        if name == b"\x1dV":
            length = 4 if data[2:3] in (b"A", b"B") else 3
            return length, self._sever, False
        if name == b"\x1dv" and len(data) >= 8:
            length = 8 + (data[4] | data[5] << 8) * (data[6] | data[7] << 8)
            return length, lambda: self._raster(data[:length]), False
        if name == b"\x1d(" and len(data) >= 5:
            length = 5 + (data[3] | data[4] << 8)
            return length, lambda: self._function(data[:length]), data[2:3] == b"H"
        if name in (b"\x1dv", b"\x1d("):
            return 0, None, False
        return 2, lambda: self.unknown.append(name), False

    # Effects

    def _initialise(self) -> None:
        self._style = Style()
        self._line.clear()
        self._automatic = 0

    def _resize(self, n: int) -> None:
        self._style.across, self._style.down = (n >> 4 & 7) + 1, (n & 7) + 1

    def _choose_mode(self, n: int) -> None:
        self._style.bold = bool(n & 0x08)
        self._style.down = 2 if n & 0x10 else 1
        self._style.across = 2 if n & 0x20 else 1

    def _switch_automatic(self, n: int) -> None:
        self._automatic, self._pushed = n, b""
        self._push()

    def _type(self, char: str) -> None:
        style = self._style
        glyph = Glyph(char, style.across, style.down, style.bold)
        if sum(typed.columns for typed in self._line) + glyph.columns > COLUMNS:
            self._feed()
        self._line.append(glyph)

    def _feed(self) -> None:
        line, self._line = tuple(self._line), []
        self._mark(Text(line, self._style.align))

    def _feed_lines(self, count: int) -> None:
        for _ in range(count):
            self._feed()

    def _mark(self, mark: Mark) -> None:
        self.strip.marks.append(mark)
        self._printed()

    def _raster(self, command: bytes) -> None:
        across, down = command[4] | command[5] << 8, command[6] | command[7] << 8
        self._mark(Dots(across, down, command[8:], self._style.align))

    def _sever(self) -> None:
        strip, self.strip = self.strip, Strip()
        self._cut(strip)

    def _function(self, command: bytes) -> None:
        family, function, values = command[2:3], command[5:7], command[7:]
        if family == b"H" and function == b"00":
            if self.process_ids:
                self._send(b"\x37\x22" + values + b"\x00")
        elif family == b"k" and function == b"1C":
            self._style.qr_module = values[0]
        elif family == b"k" and function == b"1P":
            self._style.qr_data = values[1:]
        elif family == b"k" and function == b"1Q":
            self._mark(QrSymbol(self._style.qr_data, self._style.qr_module, self._style.align))
        elif family != b"k":
            self.unknown.append(command)
