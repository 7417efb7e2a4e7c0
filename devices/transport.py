"""Serial ports by name: the only place that imports pyserial, apart from the emulators' side.

Not responsible for when to open again (supervisor.py) or for what the bytes mean (codecs).
A port belongs to one thread; only `wake` may be called from others.
"""

import contextlib
import errno
import os
import select
import termios
import threading
from typing import Protocol

import serial

from devices.base import DeviceError, Reason

# termios.error is no OSError: after a hang-up of the line any of the three can come from any call.
HANG_UPS = (serial.SerialException, OSError, termios.error)

_REASONS = {
    errno.EACCES: Reason.PORT_DENIED,
    errno.EPERM: Reason.PORT_DENIED,
    errno.EAGAIN: Reason.PORT_BUSY,
    errno.EBUSY: Reason.PORT_BUSY,
}


class Port(Protocol):
    """An open line. Every method but `wake` and `close` raises DeviceError when the line is gone."""

    def read(self, timeout_s: float) -> bytes:
        """What has arrived, at most 4096 bytes; waits up to `timeout_s` for it; b"" if nothing or woken."""
        ...

    def write(self, data: bytes) -> None:
        """Hands bytes to the line. That it returns proves nothing about the device."""
        ...

    def wake(self) -> None:
        """Ends a read that waits on another thread."""
        ...

    def close(self) -> None:
        """Drops what is not sent yet. Never raises and never waits."""
        ...


class SerialPort:
    """A serial port, 8 data bits, no parity, 1 stop bit, locked against other programs.

    XON and XOFF are left in the data: the kernel would also eat them out of what devices answer.
    """

    def __init__(self, name: str, baudrate: int, write_timeout_s: float = 2.0) -> None:
        """Opens it. Raises DeviceError with NO_DEVICE, PORT_DENIED or PORT_BUSY."""
        try:
            self._serial = serial.Serial(
                name, baudrate, timeout=0, write_timeout=write_timeout_s, exclusive=True
            )
        except (*HANG_UPS, ValueError) as error:  # ValueError: a name or a rate that no port can have
            reason = _REASONS.get(getattr(error, "errno", None) or 0, Reason.NO_DEVICE)
            raise DeviceError(reason, str(error)) from error
        self._fd = self._serial.fileno()
        self._wake = os.eventfd(0, os.EFD_NONBLOCK | os.EFD_CLOEXEC)
        self._closing = threading.Lock()
        self._closed = False

    def read(self, timeout_s: float) -> bytes:
        try:
            ready, _, _ = select.select([self._fd, self._wake], [], [], max(0.0, timeout_s))
            if self._wake in ready:
                os.eventfd_read(self._wake)
            return bytes(self._serial.read(4096)) if self._fd in ready else b""
        except HANG_UPS as error:
            raise DeviceError(Reason.PORT_LOST, str(error)) from error

    def write(self, data: bytes) -> None:
        try:
            self._serial.write(data)
        except serial.SerialTimeoutException as error:
            raise DeviceError(Reason.WRITE_STALLED, str(error)) from error
        except HANG_UPS as error:
            raise DeviceError(Reason.PORT_LOST, str(error)) from error

    def wake(self) -> None:
        with self._closing:
            if not self._closed:
                os.eventfd_write(self._wake, 1)

    def close(self) -> None:
        with self._closing:
            if self._closed:
                return
            self._closed = True
            os.close(self._wake)
        # Dropped, not flushed: closing a stalled line would wait for it, and an old job must not leave.
        with contextlib.suppress(*HANG_UPS):
            self._serial.reset_output_buffer()
        with contextlib.suppress(*HANG_UPS):
            self._serial.close()
