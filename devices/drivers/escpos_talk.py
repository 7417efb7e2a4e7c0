"""Asks and tells an ESC/POS printer over one opening of its port.

Everything learnt here ends with that opening: an answer from before a reconnect meets nobody who waits.
"""

from collections.abc import Callable

from devices.base import DeviceError, Reason
from devices.codecs import escpos_commands as commands
from devices.codecs.escpos_condition import Condition
from devices.codecs.escpos_status import (
    AutomaticStatus,
    BuffersCleared,
    EscPosStatusParser,
    FlowControl,
    Frame,
    ProcessId,
    RealTimeStatus,
)
from devices.transport import Port

ANSWER_S = 1.0
QUIET_S = 0.05
_CHUNK = 128


class Talk:
    """`now` is a monotonic clock in seconds, `line_rate` bytes a second.

    `pump` keeps current: `condition`, `confirms` (True once any process id has come back), `printed` (the one
    of the job that was sent last has) and `paused` (it asked for nothing more to be sent). Every method
    raises DeviceError when the line is gone.
    """

    def __init__(self, port: Port, now: Callable[[], float], line_rate: float) -> None:
        self._port = port
        self._now = now
        self._line_rate = line_rate
        self._parser = EscPosStatusParser()
        self._awaited: str | None = None
        self._answers: list[int] = []
        self._cleared = False
        self.paused = False
        self.condition = Condition()
        self.confirms: bool | None = None
        self.printed = False

    def pump(self, wait_s: float) -> bool:
        """Takes in what has arrived, waiting up to `wait_s` for it; whether there was anything."""
        data = self._port.read(wait_s)
        for frame in self._parser.feed(data):
            self._learn(frame)
        return bool(data)

    def settle(self) -> None:
        """Lets late answers to earlier questions go by, until the line is quiet; a second at most."""
        until = self._now() + ANSWER_S
        while self._now() < until and self.pump(QUIET_S):
            pass

    def refresh(self) -> None:
        """Asks for every real-time status. Raises SILENT when one is not answered."""
        for kind in commands.STATUS_KINDS:
            self._answers.clear()
            self._port.write(commands.status_request(kind))
            self._pump_until(lambda: bool(self._answers), self._now() + ANSWER_S)
            if not self._answers:
                raise DeviceError(Reason.SILENT, f"no answer to status request {kind}")
            self.condition = self.condition.answered(kind, self._answers[0])

    def clear(self) -> bool:
        """Drops whatever the printer holds and has not printed; whether it said that it did."""
        self._cleared = False
        if self.condition.cutter_jam or self.condition.error:
            self._port.write(commands.STOP_ERROR)
        self._port.write(commands.CLEAR_BUFFERS)
        self._pump_until(lambda: self._cleared, self._now() + ANSWER_S)
        return self._cleared

    def command(self, data: bytes) -> None:
        """Sends a few bytes that wait for no outcome."""
        self._port.write(data)

    def send(self, data: bytes, process_id: str, deadline: float) -> int:
        """Sends a job at the line's pace, pausing when asked; the bytes that went out by `deadline`.

        From here on `printed` says whether `process_id` has come back.
        """
        self._awaited, self.printed = process_id, False
        job = data + commands.process_id_request(process_id)
        for start in range(0, len(job), _CHUNK):
            self._pump_until(lambda: not self.paused, deadline)
            if self.paused or self._now() >= deadline:
                return start
            chunk = job[start : start + _CHUNK]
            self._port.write(chunk)
            self._pump_until(lambda: False, self._now() + len(chunk) / self._line_rate)
        return len(job)

    def _pump_until(self, done: Callable[[], bool], deadline: float) -> None:
        while not done() and (left := deadline - self._now()) > 0:
            self.pump(left)

    def _learn(self, frame: Frame) -> None:
        match frame:
            case RealTimeStatus(bits):
                self._answers.append(bits)
            case AutomaticStatus():
                self.condition = self.condition.pushed(frame)
            case ProcessId(digits):
                self.confirms = True
                self.printed = self.printed or digits == self._awaited
            case BuffersCleared():
                self._cleared = True
                self.paused = False  # there is room now, even if noise was taken for XOFF, or XON was lost
            case FlowControl(pause):
                self.paused = pause
