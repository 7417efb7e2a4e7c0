"""A real X display of 1080 x 1920 pixels, whose pixels are read without asking the server.

Xvfb keeps its frame buffer in a mapped file (-fbdir), so watching costs the server and the programs on it
nothing: no request, no picture sent. Programs have one display each, so that neither can cover the other.
"""

import mmap
import os
import struct
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from PIL import Image
from Xlib import X
from Xlib.display import Display
from Xlib.ext import xtest

from tests.bench.machine import Failure, program

WIDTH = 1080
HEIGHT = 1920
SHARED_MEMORY = Path("/dev/shm")


class Finger:
    """Touches by XTEST: what a touch panel with mouse emulation sends."""

    def __init__(self, name: str) -> None:
        self._display = Display(name)

    def tap(self, at: tuple[int, int]) -> None:
        """Down and up again in one breath, so that it makes no difference which of them a program answers."""
        self._send(X.MotionNotify, at)
        self._send(X.ButtonPress, at)
        self._send(X.ButtonRelease, at)
        self._display.flush()

    def press(self, at: tuple[int, int]) -> None:
        """Down, and stay."""
        self._send(X.MotionNotify, at)
        self._send(X.ButtonPress, at)
        self._display.flush()

    def move(self, at: tuple[int, int]) -> None:
        """To another place."""
        self._send(X.MotionNotify, at)
        self._display.flush()

    def release(self, at: tuple[int, int]) -> None:
        """Up."""
        self._send(X.ButtonRelease, at)
        self._display.flush()

    def close(self) -> None:
        """Hang up."""
        self._display.close()

    def _send(self, kind: int, at: tuple[int, int]) -> None:
        button = 0 if kind == X.MotionNotify else 1
        xtest.fake_input(self._display, kind, button, x=at[0], y=at[1])


class Screen:
    """A display: its name for programs, its pixels, and a finger on it."""

    def __init__(self, name: str, framebuffer: mmap.mmap, finger: Finger) -> None:
        self.name = name
        self.finger = finger
        self._pixels = memoryview(framebuffer)
        header = struct.unpack(">25I", self._pixels[:100])
        self.stride = header[12]
        self._start = (
            header[0] + header[19] * 12
        )  # X window dump: header, colour table of 12 bytes each, pixels
        if (header[4], header[5], self.stride) != (WIDTH, HEIGHT, WIDTH * 4):
            raise Failure(f"an unexpected frame buffer: {header}")

    def row(self, y: int) -> bytes:
        """A copy of one line of pixels."""
        start = self._start + y * self.stride
        return self._pixels[start : start + self.stride].tobytes()

    def picture(self) -> Image.Image:
        """What is on the glass now."""
        pixels = self._pixels[self._start : self._start + self.stride * HEIGHT]
        return Image.frombytes("RGB", (WIDTH, HEIGHT), pixels.tobytes(), "raw", "BGRX")

    def wait_until_empty(self, deadline_s: float = 10.0) -> None:
        """Until every program has left it. Raises Failure."""
        end = time.monotonic() + deadline_s
        while len({self.row(y) for y in range(0, HEIGHT, 64)}) > 1:
            if time.monotonic() > end:
                raise Failure("something is still shown")
            time.sleep(0.01)

    def environment(self) -> dict[str, str]:
        """For a program that shall appear here."""
        return os.environ | {"DISPLAY": self.name}

    def forget(self) -> None:
        """Let go of the pixels."""
        self._pixels.release()


@contextmanager
def screen() -> Iterator[Screen]:
    """A display of its own, with software GL."""
    with ExitStack() as stack:
        folder = stack.enter_context(
            tempfile.TemporaryDirectory(dir=SHARED_MEMORY if SHARED_MEMORY.is_dir() else None)
        )
        name = stack.enter_context(_server(folder))
        file = stack.enter_context((Path(folder) / "Xvfb_screen0").open("rb"))
        framebuffer = stack.enter_context(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
        finger = Finger(name)
        stack.callback(finger.close)
        glass = Screen(name, framebuffer, finger)
        stack.callback(glass.forget)
        yield glass


@contextmanager
def _server(folder: str) -> Iterator[str]:
    reading, writing = os.pipe()
    size = ["-screen", "0", f"{WIDTH}x{HEIGHT}x24"]
    options = ["-nolisten", "tcp", "-noreset", "-nocursor", "-fbdir", folder]
    command = [program("Xvfb", "xvfb"), "-displayfd", str(writing), *size, *options]
    with (Path(folder) / "log").open("wb") as log:
        server = subprocess.Popen(command, pass_fds=[writing], stderr=log)
    try:
        os.close(writing)
        with os.fdopen(reading) as announcement:
            number = announcement.readline().strip()  # written once it listens; nothing if it has died
        if not number:
            raise Failure(f"Xvfb did not start: {(Path(folder) / 'log').read_text()}")
        yield f":{number}"
    finally:
        server.terminate()
        server.wait()
