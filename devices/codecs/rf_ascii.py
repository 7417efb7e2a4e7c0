"""Frames of ASCII RF readers: 02, ten hex digits, two hex digits of their XOR, 03 (Seeed 113020002)."""

import re

STX, ETX = 0x02, 0x03
_BODY_DIGITS = 12
_HEX = re.compile(rb"[0-9A-Fa-f]{12}")


class RfAsciiParser:
    """Incremental, bounded by one frame. `noise` counts bytes that belonged to no valid frame."""

    def __init__(self) -> None:
        self._body: bytearray | None = None
        self.noise = 0

    def feed(self, data: bytes) -> list[str]:
        """The card values (ten upper-case hex digits) that these bytes complete. Never raises."""
        return [value for byte in data if (value := self._take(byte)) is not None]

    def _take(self, byte: int) -> str | None:
        if byte == STX:
            self._drop()
            self._body = bytearray()
        elif self._body is None:
            self.noise += 1
        elif byte == ETX and (value := _checked(bytes(self._body))):
            self._body = None
            return value
        elif byte == ETX or len(self._body) == _BODY_DIGITS:
            self.noise += 1
            self._drop()
        else:
            self._body.append(byte)
        return None

    def _drop(self) -> None:
        if self._body is not None:
            self.noise += 1 + len(self._body)
        self._body = None


def _checked(body: bytes) -> str | None:
    if not _HEX.fullmatch(body):
        return None
    *value, check = bytes.fromhex(body.decode("ascii"))
    for byte in value:
        check ^= byte
    return bytes(value).hex().upper() if check == 0 else None
