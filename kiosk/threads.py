"""Every thread of the terminal is made here, and only for `kiosk.runtime`; but for lookups of the hub's name.

All are daemons: what must survive is in the journal, and nothing may keep a terminal from ending.
"""

import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass

Report = Callable[[str, Exception], None]
"""Is told where, and what nobody expected."""
FIRST_REST_S = 1.0
LONGEST_REST_S = 60.0


@dataclass(frozen=True)
class Service:
    """Something that runs as long as the terminal does."""

    name: str
    run: Callable[[threading.Event], None]
    """Returns soon after the event was set and `interrupt` called."""
    interrupt: Callable[[], None] = lambda: None
    """Ends a sleep or a wait inside `run`; from any thread, at any time."""


def spawn(name: str, run: Callable[[], None]) -> threading.Thread:
    """A running daemon thread."""
    thread = threading.Thread(target=run, name=name, daemon=True)
    thread.start()
    return thread


def join(threads: Sequence[threading.Thread], patience_s: float) -> list[str]:
    """Wait for them together; the names of those that did not end in time."""
    ends = time.monotonic() + patience_s
    for thread in threads:
        thread.join(max(0.0, ends - time.monotonic()))
    return [thread.name for thread in threads if thread.is_alive()]


class Workers:
    """At most `most` threads, made when they are needed, that do tasks in the order of their coming."""

    def __init__(self, name: str, most: int, report: Report) -> None:
        self._name = name
        self._most = most
        self._report = report
        self._changed = threading.Condition()
        self._tasks: deque[Callable[[], None]] = deque()
        self._threads: list[threading.Thread] = []
        self._idle = 0
        self._closed = False

    def do(self, task: Callable[[], None]) -> None:
        """Soon, on one of the threads; after `close` never."""
        with self._changed:
            if self._closed:
                return
            self._tasks.append(task)
            if len(self._tasks) > self._idle and len(self._threads) < self._most:
                self._threads.append(spawn(f"{self._name}-{len(self._threads) + 1}", self._work))
            self._changed.notify()

    def close(self) -> Sequence[threading.Thread]:
        """Take nothing more; what was taken is still done. The threads, to be joined."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
            return tuple(self._threads)

    def _work(self) -> None:
        while True:
            with self._changed:
                self._idle += 1
                self._changed.wait_for(lambda: self._tasks or self._closed)
                self._idle -= 1
                if not self._tasks:
                    return
                task = self._tasks.popleft()
            try:
                task()
            except Exception as error:
                self._report(self._name, error)
            del task  # it may hold a password, and the next one may be long in coming


class Alarm:
    """Rings once when the time that was set has come; a new time takes the place of the old one."""

    def __init__(self, ring: Callable[[], None], monotonic: Callable[[], float]) -> None:
        self._ring = ring
        self._monotonic = monotonic
        self._changed = threading.Condition()
        self._at: float | None = None
        self._closed = False

    def set(self, at: float) -> None:
        """Monotonic seconds."""
        with self._changed:
            if self._at != at:
                self._at = at
                self._changed.notify()

    def run(self) -> None:
        """On a thread of its own, until `close`."""
        while self._due():
            self._ring()

    def _due(self) -> bool:
        """Sleeps until the alarm is due (true) or closed (false)."""
        with self._changed:
            while not self._closed:
                left = None if self._at is None else self._at - self._monotonic()
                if left is not None and left <= 0:
                    self._at = None
                    return True
                self._changed.wait(left)
            return False

    def close(self) -> None:
        """Never ring again."""
        with self._changed:
            self._closed = True
            self._changed.notify()


def keep_running(service: Service, stop: threading.Event, report: Report) -> None:
    """Run it until `stop`; when it breaks, begin anew, after rests that grow while it keeps breaking."""
    rest = FIRST_REST_S
    while not stop.is_set():
        began = time.monotonic()
        try:
            service.run(stop)
        except Exception as error:
            report(service.name, error)
        if time.monotonic() - began > LONGEST_REST_S:
            rest = FIRST_REST_S
        stop.wait(rest)
        rest = min(rest * 2, LONGEST_REST_S)
