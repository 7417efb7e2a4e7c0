"""Opens a device's port, lets its driver serve it, and opens it again when it is lost.

It makes no thread: `run` keeps the one that it is given, and the port belongs to that thread.
"""

import threading
from collections.abc import Callable

from devices.base import DeviceError
from devices.transport import Port

FIRST_DELAY_S = 0.25
LONGEST_DELAY_S = 5.0

Serve = Callable[[Port, Callable[[], None]], None]
"""Works with an open port until told to stop; raises DeviceError when the device or the link has failed.

Its second argument is to be called once the device has proved to be there: the next wait is short again.
"""


class Supervisor:
    """`trouble` hears of every failure; `wait` is given seconds and says whether it is time to stop."""

    def __init__(
        self,
        open_port: Callable[[], Port],
        serve: Serve,
        trouble: Callable[[DeviceError], None],
        wait: Callable[[threading.Event, float], bool] = threading.Event.wait,
    ) -> None:
        self._open_port = open_port
        self._serve = serve
        self._trouble = trouble
        self._wait = wait
        self._delay_s = FIRST_DELAY_S

    def run(self, stop: threading.Event) -> None:
        """Returns when `stop` is set, with the port closed."""
        while not stop.is_set():
            try:
                self._once()
            except DeviceError as error:
                self._trouble(error)
                if self._wait(stop, self._delay_s):
                    return
                self._delay_s = min(self._delay_s * 2, LONGEST_DELAY_S)

    def _once(self) -> None:
        port = self._open_port()
        try:
            self._serve(port, self._healthy)
        finally:
            port.close()

    def _healthy(self) -> None:
        self._delay_s = FIRST_DELAY_S
