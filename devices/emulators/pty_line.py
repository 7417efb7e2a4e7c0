"""The device's end of a serial line: a pty at a stable name, and the one thread that lives at it.

All of a device's firmware runs on that thread; other threads hand it work by `call`.
"""

import contextlib
import os
import select
import threading
import tty
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import TypeVar

Result = TypeVar("Result")


class PtyLine:
    """`received` is called with what the host sends. `baud`: None as it comes, else paced like a wire.

    While plugged, `link` is a symbolic link to the host's end; unplugged there is no such name, as with a
    USB adapter under /dev/serial/by-id.
    """

    def __init__(self, link: Path, received: Callable[[bytes], None]) -> None:
        self.link = link
        self.baud: int | None = None
        self._received = received
        self._ends: tuple[int, int] | None = None
        self._work: deque[Callable[[], None]] = deque()
        self._wake = os.eventfd(0, os.EFD_NONBLOCK | os.EFD_CLOEXEC)
        self._ending = False
        self._thread = threading.Thread(target=self._live, name=f"emulator {link.name}", daemon=True)

    def start(self) -> None:
        """Returns when the link is there."""
        self._thread.start()
        self.call(self.plug)

    def stop(self) -> None:
        """Ends the thread; the link goes with it."""
        self.call(self._end)
        self._thread.join()
        os.close(self._wake)

    def call(self, work: Callable[[], Result]) -> Result:
        """Runs `work` on the device's thread and gives its result."""
        if threading.current_thread() is self._thread:
            return work()
        done: Future[Result] = Future()

        def run() -> None:
            try:
                done.set_result(work())
            except Exception as error:  # goes to the caller
                done.set_exception(error)

        self._work.append(run)
        os.eventfd_write(self._wake, 1)
        return done.result()

    def send(self, data: bytes) -> None:
        """Towards the host; lost when the line is unplugged or nobody has read for long."""
        if self._ends:
            with contextlib.suppress(BlockingIOError):
                os.write(self._ends[0], data)

    def plug(self) -> None:
        if self._ends is None:
            self._ends = device, host = os.openpty()
            os.set_blocking(device, False)
            tty.setraw(host)
            fresh = self.link.with_name(f".{self.link.name}.{os.getpid()}")
            fresh.unlink(missing_ok=True)
            fresh.symlink_to(os.ttyname(host))
            fresh.replace(self.link)

    def unplug(self) -> None:
        if self._ends:
            self.link.unlink(missing_ok=True)
            for end in self._ends:
                os.close(end)
            self._ends = None

    def _end(self) -> None:
        self.unplug()
        self._ending = True

    def _live(self) -> None:
        while not self._ending:
            ready, _, _ = select.select([self._wake, *(self._ends or ())[:1]], [], [])
            if self._wake in ready:
                self._do_work()
            elif self._ends:
                self._read(self._ends[0])

    def _do_work(self) -> None:
        os.eventfd_read(self._wake)
        while self._work:
            self._work.popleft()()

    def _read(self, device: int) -> None:
        data = os.read(device, 16 if self.baud else 4096)
        if self.baud:  # one start and one stop bit a byte
            threading.Event().wait(len(data) * 10 / self.baud)
        self._received(data)
