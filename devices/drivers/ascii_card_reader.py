"""Driver for RF card readers that send one ASCII frame a card, by themselves, at 9600 baud.

Nothing is ever sent to the reader, so a dead one looks like one without a card: only a lost port is noticed.
"""

import threading
import time
from collections.abc import Callable

from devices.base import (
    CardKind,
    CardRead,
    CardReader,
    DeviceError,
    DeviceStatus,
    Emit,
    ReaderStatus,
    Reason,
    unheard,
)
from devices.codecs.rf_ascii import RfAsciiParser
from devices.supervisor import Supervisor
from devices.transport import Port

STOP_CHECK_S = 0.5  # the longest that it does not look whether it shall stop
SAME_CARD_S = 1.0  # many models repeat a card's frame for as long as it lies in their field

_NO_CARD = ("", 0.0)
_NO_DEVICE = {Reason.NO_DEVICE, Reason.PORT_DENIED, Reason.PORT_BUSY}


class AsciiCardReader(CardReader):
    """`now` is a monotonic clock in seconds, `wait` see Supervisor."""

    def __init__(
        self,
        open_port: Callable[[], Port],
        now: Callable[[], float] = time.monotonic,
        wait: Callable[[threading.Event, float], bool] = threading.Event.wait,
    ) -> None:
        self._open_port = open_port
        self._now = now
        self._wait = wait
        self._status = ReaderStatus(DeviceStatus.STARTING)
        self._emit: Emit = unheard
        self._stop = threading.Event()
        self._last = _NO_CARD

    def status(self) -> ReaderStatus:
        return self._status

    def run(self, stop: threading.Event, emit: Emit) -> None:
        self._stop, self._emit = stop, emit
        try:
            Supervisor(self._open_port, self._serve, self._trouble, self._wait).run(stop)
        finally:
            self._trouble(DeviceError(Reason.STOPPED))

    def _serve(self, port: Port, healthy: Callable[[], None]) -> None:
        parser = RfAsciiParser()
        self._publish(ReaderStatus(DeviceStatus.ONLINE))
        while not self._stop.is_set():
            self._listen(port, parser)
            healthy()

    def _listen(self, port: Port, parser: RfAsciiParser) -> None:
        for value in parser.feed(port.read(STOP_CHECK_S)):
            self._seen(value)
        if self._now() - self._last[1] > SAME_CARD_S:
            self._last = _NO_CARD  # its customer may be gone, and so is what it said

    def _seen(self, value: str) -> None:
        """Emits a card once for as long as it stays."""
        last, at = self._last
        self._last = (value, self._now())
        if value != last or self._now() - at > SAME_CARD_S:
            self._emit(CardRead(CardKind.RF, value))

    def _trouble(self, error: DeviceError) -> None:
        device = DeviceStatus.NO_DEVICE if error.reason in _NO_DEVICE else DeviceStatus.OFFLINE
        self._publish(ReaderStatus(device, error.reason))

    def _publish(self, status: ReaderStatus) -> None:
        if status != self._status:
            self._status = status
            self._emit(status)
