"""A line to the hub that can be made slow while it runs."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from enum import Enum
from functools import partial

DRIBBLE_S = 0.5
"""Between two bytes of a dribbled answer."""


class Pace(Enum):
    """How answers come through."""

    AS_THEY_COME = "as they come"
    HELD = "held back"
    DRIBBLED = "a byte at a time"


class SlowLine:
    """Listens at `url` and passes everything on to a port of this machine. Questions are never slowed."""

    def __init__(self, port: int) -> None:
        self._hub = port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._changed = threading.Condition()
        self._pace = Pace.AS_THEY_COME
        self._held = 0
        self._closed = False
        self._spawn(self._accept)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def pace(self, pace: Pace) -> None:
        """From now on; what was held back comes through."""
        with self._changed:
            self._pace = pace
            self._changed.notify_all()

    def wait_until_slow(self, seconds: float) -> None:
        """Until an answer is being held back or dribbled. Raises TimeoutError."""
        with self._changed:
            if not self._changed.wait_for(lambda: self._held > 0, seconds):
                raise TimeoutError("nobody asked anything")

    def close(self) -> None:
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                terminal, _ = self._listener.accept()
                hub = socket.create_connection(("127.0.0.1", self._hub))
                self._spawn(partial(self._pass, terminal, hub, slowed=False))
                self._spawn(partial(self._pass, hub, terminal, slowed=True))

    def _pass(self, source: socket.socket, target: socket.socket, *, slowed: bool) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                if slowed:
                    self._pass_slowly(data, target)
                else:
                    target.sendall(data)
        for end in (source, target):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def _pass_slowly(self, data: bytes, target: socket.socket) -> None:
        with self._changed:
            slow = self._pace is not Pace.AS_THEY_COME
            self._held += slow
            self._changed.notify_all()
            try:
                self._changed.wait_for(lambda: self._pace is not Pace.HELD or self._closed)
                while data and self._pace is Pace.DRIBBLED and not self._closed:
                    target.sendall(data[:1])
                    data = data[1:]
                    self._changed.wait(DRIBBLE_S)
            finally:
                self._held -= slow
        target.sendall(data)

    @staticmethod
    def _spawn(run: Callable[[], None]) -> None:
        threading.Thread(target=run, daemon=True).start()


@contextmanager
def slow_line(port: int) -> Iterator[SlowLine]:
    """Ended afterwards, with all that it holds back."""
    line = SlowLine(port)
    try:
        yield line
    finally:
        line.close()
