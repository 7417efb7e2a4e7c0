"""A hub that belongs to a terminal's process: it tells it where it is, and does not outlive it.

The terminal starts the hub with one end of a pipe or socket pair (`--parent-fd`). The hub writes one line of
JSON to it, {"url": ..., "enrolment_code": ..., "notices": [...]}, when it is ready to answer. When the
terminal ends, however it ends, the kernel closes its end, and the hub stops. A copy of that end in some other
process would hide it, so the hub looks as well whether it still has the same parent. (The kernel's own
parent-death signal is not used: it follows the thread that made the process, and a terminal's threads come
and go.)
"""

import json
import os
import select
import stat
import threading
from collections.abc import Callable, Sequence

from services.hub.settings import BadSetting

_LOOK_EVERY_SECONDS = 1.0


class NoParent(BadSetting):
    """The descriptor that was named is not one that the parent left open."""


class Parent:
    """The terminal's process, at the other end of an inherited descriptor."""

    def __init__(self, descriptor: int) -> None:
        """Raises NoParent when the descriptor is no pipe and no socket."""
        try:
            mode = os.fstat(descriptor).st_mode
        except OSError as error:
            raise NoParent(f"--parent-fd {descriptor}: {error.strerror}") from error
        if not (stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode)):
            raise NoParent(f"--parent-fd {descriptor}: neither a pipe nor a socket")
        self._descriptor = descriptor
        self._pid = os.getppid()

    def tell(self, url: str, enrolment_code: str, notices: Sequence[str]) -> None:
        """Say where the hub is, and what whoever started the terminal may want to read. A parent that has
        gone already is noticed by the watch.
        """
        line = json.dumps({"url": url, "enrolment_code": enrolment_code, "notices": notices}) + "\n"
        try:
            os.write(self._descriptor, line.encode())
        except BrokenPipeError:
            return

    def watch(self, when_gone: Callable[[], None]) -> None:
        """Call `when_gone` once, on a thread of its own, when the parent has ended."""
        threading.Thread(target=self._wait, args=(when_gone,), name="hub-parent", daemon=True).start()

    def _wait(self, when_gone: Callable[[], None]) -> None:
        poll = select.poll()
        poll.register(self._descriptor, select.POLLIN | select.POLLHUP | select.POLLERR)
        while os.getppid() == self._pid:
            if poll.poll(_LOOK_EVERY_SECONDS * 1000) and self._ended():
                break
        when_gone()

    def _ended(self) -> bool:
        try:
            return os.read(self._descriptor, 1024) == b""
        except OSError:
            return True
