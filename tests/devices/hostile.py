"""Lines between a driver and a pty that are worse than a cable should be."""

import random
import threading

from devices.base import DeviceError, Reason
from devices.transport import Port


class Plain:
    """The port as it is. `sure`: what is sent on such a line arrives, so outcomes are certain."""

    sure = True

    def __init__(self, port: Port, chance: random.Random) -> None:
        self.port = port
        self.chance = chance

    def read(self, timeout_s: float) -> bytes:
        return self.port.read(timeout_s)

    def write(self, data: bytes) -> None:
        self.port.write(data)

    def wake(self) -> None:
        self.port.wake()

    def close(self) -> None:
        self.port.close()


class OneByteAtATime(Plain):
    """Each read and each write of the kernel's is a single byte."""

    def __init__(self, port: Port, chance: random.Random) -> None:
        super().__init__(port, chance)
        self.waiting = b""

    def read(self, timeout_s: float) -> bytes:
        self.waiting = self.waiting or self.port.read(timeout_s)
        byte, self.waiting = self.waiting[:1], self.waiting[1:]
        return byte

    def write(self, data: bytes) -> None:
        for byte in data:
            self.port.write(bytes((byte,)))


class Garbage(Plain):
    """Noise among the printer's answers, flow control characters included."""

    sure = False

    def read(self, timeout_s: float) -> bytes:
        data = self.port.read(timeout_s)
        if self.chance.random() < 0.5:
            return data
        return self.noise() + data + self.noise()

    def noise(self) -> bytes:
        return self.chance.randbytes(self.chance.randrange(6))


class DelaysAndCuts(Plain):
    """Answers that are late, and a cable that is pulled after some hundred bytes."""

    sure = False

    def __init__(self, port: Port, chance: random.Random) -> None:
        super().__init__(port, chance)
        self.left = chance.randrange(40, 1200)
        self.never = threading.Event()

    def read(self, timeout_s: float) -> bytes:
        self.never.wait(self.chance.random() * 0.01)
        return self.port.read(timeout_s)

    def write(self, data: bytes) -> None:
        self.port.write(data[: self.left])
        self.left -= len(data)
        if self.left <= 0:
            raise DeviceError(Reason.PORT_LOST, "pulled")


LINES = [Plain, OneByteAtATime, Garbage, DelaysAndCuts]
