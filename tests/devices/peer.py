"""A device at the other end of a pty that does what the test says, byte by byte."""

import os
import select
import time
import tty
from pathlib import Path

PATIENCE_S = 5.0


class Peer:
    """The host's end is at `name`. Blocks at most PATIENCE_S for what it expects."""

    def __init__(self) -> None:
        self._device, self._host = os.openpty()
        tty.setraw(self._host)
        self.name = os.ttyname(self._host)
        self._open = True

    def expect(self, expected: bytes) -> None:
        """The next bytes from the host are these, and no others."""
        got = self.take(len(expected))
        assert got == expected, f"{got.hex(' ')} instead of {expected.hex(' ')}"

    def take(self, count: int, patience_s: float = PATIENCE_S) -> bytes:
        """Up to `count` bytes; fewer when no more come in time."""
        got = b""
        deadline = time.monotonic() + patience_s
        while len(got) < count and (left := deadline - time.monotonic()) > 0:
            if select.select([self._device], [], [], left)[0]:
                got += os.read(self._device, count - len(got))
        return got

    def send(self, data: bytes) -> None:
        os.write(self._device, data)

    def hang_up(self) -> None:
        if self._open:
            self._open = False
            os.close(self._host)
            os.close(self._device)


def missing_port(folder: Path) -> str:
    return str(folder / "no-such-port")
