"""A device's driver at work on a thread of its own, as the terminal's runtime would run it."""

import contextlib
import queue
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor

from devices.base import CardReader, DeviceEvent, PrintResult, Receipt, ReceiptPrinter

PATIENCE_S = 60.0


class Running:
    """`device` runs until the context ends; `failure` is what its thread raised, if it did."""

    def __init__(self, device: ReceiptPrinter | CardReader) -> None:
        self.device = device
        self.stop = threading.Event()
        self.failure: Exception | None = None
        self._events: queue.Queue[DeviceEvent] = queue.Queue()
        self._pool = ThreadPoolExecutor(20)
        self._thread = threading.Thread(target=self._run)

    def print(self, receipt: Receipt, job_id: str, timeout_s: float = 5.0) -> "Future[PrintResult]":
        return self._pool.submit(self.device.print, receipt, job_id, timeout_s)

    def next_event(self, wanted: Callable[[DeviceEvent], bool] = lambda event: True) -> DeviceEvent:
        """The next event that is wanted; the others before it are passed over."""
        while not wanted(event := self._events.get(timeout=PATIENCE_S)):
            pass
        return event

    def await_event(self, timeout_s: float) -> None:
        """Any event, or none within that time."""
        with contextlib.suppress(queue.Empty):
            self._events.get(timeout=timeout_s)

    def end(self) -> None:
        self.stop.set()
        self._thread.join(PATIENCE_S)
        assert not self._thread.is_alive()

    def _run(self) -> None:
        try:
            self.device.run(self.stop, self._events.put)
        except Exception as error:
            self.failure = error

    @contextlib.contextmanager
    def started(self) -> Iterator["Running"]:
        self._thread.start()
        try:
            yield self
        finally:
            self.end()
            self._pool.shutdown()


def soon(stop: threading.Event, seconds: float) -> bool:
    """A wait for the supervisor that keeps its order but not its length."""
    return stop.wait(seconds / 50)
