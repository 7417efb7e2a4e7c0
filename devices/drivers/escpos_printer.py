"""Driver for ESC/POS receipt printers over a serial line.

A job goes out at most once. CONFIRMED only when the printer sends back the job's own process id; once its
first byte is out, anything else is UNKNOWN. Then whatever the printer still holds of it is cleared, and what
hangs out of it is cut off before the next job, so that no customer gets another's receipt.

Not responsible for what a receipt says, nor for remembering jobs beyond this process (the journal does).
"""

import secrets
import threading
import time
from collections.abc import Callable

from devices.base import (
    DeviceError,
    DeviceStatus,
    Emit,
    PrinterStatus,
    PrintOutcome,
    PrintResult,
    Reason,
    Receipt,
    ReceiptPrinter,
    unheard,
)
from devices.codecs import escpos_commands as commands
from devices.codecs.escpos_encoder import EscPosEncoder
from devices.drivers.escpos_talk import Talk
from devices.drivers.print_queue import Job, PrintQueue
from devices.supervisor import Supervisor
from devices.transport import Port

POLL_S = 2.0
STOP_CHECK_S = 0.5  # the longest that it does not look whether it shall stop
UNCONFIRMED_S = 5.0  # how long a printer that has never confirmed anything is given to do so
FAULTY_S = 5.0  # how long one that stopped amid a job is given to go on: a customer stands there

_DEVICE_STATUS = {
    None: DeviceStatus.ONLINE,
    Reason.PAPER_OUT: DeviceStatus.USER_ERROR,
    Reason.COVER_OPEN: DeviceStatus.USER_ERROR,
    Reason.CUTTER_JAM: DeviceStatus.HARDWARE_ERROR,
    Reason.PRINTER_ERROR: DeviceStatus.HARDWARE_ERROR,
    Reason.NO_DEVICE: DeviceStatus.NO_DEVICE,
    Reason.PORT_DENIED: DeviceStatus.NO_DEVICE,
    Reason.PORT_BUSY: DeviceStatus.NO_DEVICE,
}


class EscPosPrinter(ReceiptPrinter):
    """`line_rate` is in bytes a second, `now` a monotonic clock in seconds, `wait` see Supervisor.

    `unfinished_job`: the terminal ended amid a job before it was started this time.
    """

    def __init__(
        self,
        open_port: Callable[[], Port],
        encoder: EscPosEncoder,
        line_rate: float,
        unfinished_job: bool = False,
        now: Callable[[], float] = time.monotonic,
        wait: Callable[[threading.Event, float], bool] = threading.Event.wait,
    ) -> None:
        self._open_port = open_port
        self._encoder = encoder
        self._line_rate = line_rate
        self._leftover = unfinished_job
        self._now = now
        self._wait = wait
        self._queue = PrintQueue(now, self._wake)
        self._status = PrinterStatus(DeviceStatus.STARTING)
        self._port: Port | None = None
        self._emit: Emit = unheard
        self._stop = threading.Event()
        self._clears = False
        # A random start: an answer to a job of an earlier run of this program hardly ever fits.
        self._process_no = secrets.randbelow(10_000)

    def status(self) -> PrinterStatus:
        return self._status

    def print(self, receipt: Receipt, job_id: str, timeout_s: float) -> PrintResult:
        return self._queue.submit(job_id, self._encoder.encode(receipt), timeout_s)

    def run(self, stop: threading.Event, emit: Emit) -> None:
        self._stop, self._emit = stop, emit
        self._queue.open()
        try:
            Supervisor(self._open_port, self._serve, self._trouble, self._wait).run(stop)
        finally:
            self._trouble(DeviceError(Reason.STOPPED))

    def _wake(self) -> None:
        if port := self._port:
            port.wake()

    def _trouble(self, error: DeviceError) -> None:
        self._queue.close(error.reason)
        device = _DEVICE_STATUS.get(error.reason, DeviceStatus.OFFLINE)
        self._publish(PrinterStatus(device, reason=error.reason))

    def _publish(self, status: PrinterStatus) -> None:
        if status != self._status:
            self._status = status
            self._emit(status)

    def _publish_condition(self, talk: Talk, busy: bool = False) -> None:
        told = talk.condition
        device = _DEVICE_STATUS.get(told.fault, DeviceStatus.OFFLINE)
        if busy and told.fault is None:
            device = DeviceStatus.DEVICE_BUSY
        self._publish(PrinterStatus(device, told.paper, told.cover_open, told.fault, talk.confirms))

    def _serve(self, port: Port, healthy: Callable[[], None]) -> None:
        talk = Talk(port, self._now, self._line_rate)
        self._port = port
        try:
            talk.settle()
            talk.refresh()
            self._make_ready(talk)
            self._separate(talk)
            healthy()
            self._queue.open()
            while not self._stop.is_set():
                self._watch(talk)
        finally:
            self._port = None

    def _make_ready(self, talk: Talk) -> None:
        """Clears the printer, switches automatic status on, and tries whether process ids come back."""
        cleared = talk.clear()
        if self._clears and not cleared:
            raise DeviceError(Reason.SILENT, "the buffers were not cleared")
        self._clears = cleared
        talk.command(commands.AUTOMATIC_STATUS + commands.process_id_request(self._next_process_id()))

    def _watch(self, talk: Talk) -> None:
        """Prints and listens until the next poll is due: a cable pulled from RS-232 says nothing."""
        until = self._now() + POLL_S
        while not self._stop.is_set() and (left := until - self._now()) > 0:
            self._publish_condition(talk)
            if job := self._queue.take():
                self._print(job, talk)
            else:
                talk.pump(min(left, STOP_CHECK_S))
        if not self._stop.is_set():
            talk.refresh()
            self._separate(talk)

    def _separate(self, talk: Talk) -> None:
        """Cuts off what a job of unknown outcome left hanging out, once the printer can."""
        if self._leftover and talk.condition.fault is None:
            talk.command(commands.INITIALISE + commands.AUTOMATIC_STATUS + commands.FEED_AND_CUT)
            self._leftover = False

    def _print(self, job: Job, talk: Talk) -> None:
        try:
            self._print_once(job, talk)
        finally:
            job.end(PrintOutcome.UNKNOWN, Reason.NOT_CONFIRMED)  # counts only if it has no other end

    def _print_once(self, job: Job, talk: Talk) -> None:
        try:
            talk.refresh()
            self._separate(talk)
            if talk.paused and talk.confirms:
                self._make_ready(talk)  # it has nothing left to print: noise on the line, or it is stuck
        except DeviceError as error:
            job.end(PrintOutcome.NOT_SENT, error.reason)
            raise
        if (fault := talk.condition.fault) or self._now() >= job.deadline:
            job.end(PrintOutcome.NOT_SENT, fault or Reason.BUSY)
            return
        self._publish_condition(talk, busy=True)
        try:
            self._send(job, talk)
        except DeviceError as error:
            job.end(PrintOutcome.UNKNOWN, error.reason)
            raise

    def _send(self, job: Job, talk: Talk) -> None:
        self._leftover = True  # however this ends, unless it is known better
        sent = talk.send(job.data, self._next_process_id(), job.deadline)
        if sent == 0:
            self._leftover = False
            job.end(PrintOutcome.NOT_SENT, Reason.BUSY)
            self._make_ready(talk)  # a printer that asks to wait that long is stuck
            return
        self._await(talk, job.deadline)
        if not talk.printed and self._stop.is_set():
            job.end(PrintOutcome.UNKNOWN, Reason.STOPPED)
        elif not talk.printed:
            self._give_up(job, talk, all_sent=sent > len(job.data))
        if talk.printed:
            self._leftover = False
            job.end(PrintOutcome.CONFIRMED)

    def _await(self, talk: Talk, deadline: float) -> None:
        until = deadline if talk.confirms else min(deadline, self._now() + UNCONFIRMED_S)
        well_until = self._now()
        while not talk.printed and not self._stop.is_set() and (left := until - self._now()) > 0:
            talk.pump(min(left, STOP_CHECK_S))
            self._publish_condition(talk, busy=True)
            if talk.condition.fault is None:
                well_until = self._now()
            elif self._now() >= well_until + FAULTY_S:
                return

    def _give_up(self, job: Job, talk: Talk, all_sent: bool) -> None:
        """Ends a job as UNKNOWN, unless its process id comes back at the last moment."""
        talk.refresh()
        fault = talk.condition.fault
        if all_sent and fault is None and not talk.confirms:
            talk.confirms = False  # it prints, but it is of the kind that cannot say so: let it finish
            self._leftover = False
            job.end(PrintOutcome.UNKNOWN, Reason.CANNOT_CONFIRM)
            return
        self._make_ready(talk)
        if not talk.printed:
            job.end(PrintOutcome.UNKNOWN, fault or Reason.NOT_CONFIRMED)

    def _next_process_id(self) -> str:
        self._process_no = (self._process_no + 1) % 10_000
        return f"{self._process_no:04d}"
