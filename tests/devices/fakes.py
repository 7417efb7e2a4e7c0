"""A clock that is turned by hand, and a port whose answers are written down."""

from collections import deque
from collections.abc import Callable


class Clock:
    """Seconds; call it to read it."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


class ScriptedPort:
    """Gives each read the next of `reads`; without any, a read lasts its whole time-out by `clock`.

    `answer` may say what to read next when something is written.
    """

    def __init__(self, clock: Clock, answer: Callable[[bytes], bytes] = lambda _: b"") -> None:
        self.reads: deque[bytes] = deque()
        self.writes: list[bytes] = []
        self.closed = False
        self._clock = clock
        self._answer = answer

    def read(self, timeout_s: float) -> bytes:
        if self.reads:
            return self.reads.popleft()
        self._clock.seconds += timeout_s
        return b""

    def write(self, data: bytes) -> None:
        self.writes.append(data)
        if answer := self._answer(data):
            self.reads.append(answer)

    def wake(self) -> None:
        pass

    def close(self) -> None:
        self.closed = True
