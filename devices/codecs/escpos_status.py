"""ESC/POS answers -> frames: incremental, with a bounded buffer, indifferent to how the bytes arrive.

How answers are told apart on one line: Epson TM-U230 appendix E, Citizen CT-D150 5.3. What fits none of
them is dropped and counted.
"""

from dataclasses import dataclass

XON, XOFF = 0x11, 0x13
_FIXED = 0x93
_REAL_TIME, _AUTOMATIC = 0x12, 0x10
_BLOCK_HEADERS = frozenset(b"\x37\x5f\x3d")
LONGEST_BLOCK = 80


@dataclass(frozen=True, slots=True)
class RealTimeStatus:
    """The answer to 10 04 n; which n it was, only the order of asking tells."""

    bits: int


@dataclass(frozen=True, slots=True)
class AutomaticStatus:
    """Four bytes that the printer sends by itself; the last says nothing."""

    printer: int
    error: int
    paper: int


@dataclass(frozen=True, slots=True)
class ProcessId:
    """All that was sent before this id has been printed."""

    digits: str


@dataclass(frozen=True, slots=True)
class BuffersCleared:
    """Nothing that was sent before is waiting any more."""


@dataclass(frozen=True, slots=True)
class FlowControl:
    """The printer asks to pause (XOFF) or to go on (XON)."""

    pause: bool


Frame = RealTimeStatus | AutomaticStatus | ProcessId | BuffersCleared | FlowControl


class EscPosStatusParser:
    """`noise` counts bytes that belonged to no frame."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self.noise = 0

    def feed(self, data: bytes) -> list[Frame]:
        """The frames that these bytes complete. Never raises."""
        frames: list[Frame] = []
        for byte in data:
            if byte in (XON, XOFF):  # may stand anywhere, even inside other frames, and is part of none
                frames.append(FlowControl(pause=byte == XOFF))
            else:
                self._buffer.append(byte)
                frames += self._scan()
        return frames

    def _scan(self) -> list[Frame]:
        frames: list[Frame] = []
        while self._buffer:
            length, frame = _first(self._buffer)
            if length == 0:
                break
            del self._buffer[:length]
            if frame is None:
                self.noise += length
            else:
                frames.append(frame)
        return frames


def _first(data: bytearray) -> tuple[int, Frame | None]:
    """How many bytes at the start are settled (0: more are needed), and the frame that they are."""
    if data[0] & _FIXED == _REAL_TIME:
        return 1, RealTimeStatus(data[0])
    if data[0] & _FIXED == _AUTOMATIC:
        return _automatic(data)
    if data[0] in _BLOCK_HEADERS:
        return _block(data)
    return 1, None


def _automatic(data: bytearray) -> tuple[int, Frame | None]:
    if any(byte & 0x90 for byte in data[1:4]):  # bits that are always 0 in the other three
        return 1, None
    if len(data) < 4:
        return 0, None
    return 4, AutomaticStatus(data[0], data[1], data[2])


def _block(data: bytearray) -> tuple[int, Frame | None]:
    end = data.find(0)
    body = bytes(data[1:] if end < 0 else data[1:end])
    if len(data) > LONGEST_BLOCK or not all(0x20 <= byte <= 0x7E for byte in body):
        return 1, None
    if end < 0:
        return 0, None
    return end + 1, _known_block(bytes((data[0],)) + body)


def _known_block(block: bytes) -> Frame | None:
    if block == b"\x37\x25":
        return BuffersCleared()
    if block[:2] == b"\x37\x22" and len(block) == 6 and block[2:].isdigit():
        return ProcessId(block[2:].decode("ascii"))
    return None
