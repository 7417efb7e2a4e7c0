"""The glass as a real window: wakes at once, sleeps otherwise, and ends when it is told to."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
GROUND = (0xF3, 0xF6, 0xF5)
ACCENT = (0, 0x69, 0x5C)


class Eyes:
    """Looks at and touches an X display, as a person would."""

    def __init__(self, name: str) -> None:
        from Xlib.display import Display

        self.display = Display(name)
        self.root = self.display.screen().root

    def pixel(self, x: int, y: int) -> tuple[int, int, int]:
        """Colour at (x, y) from the upper left corner."""
        from Xlib import X

        blue, green, red = self.root.get_image(x, y, 1, 1, X.ZPixmap, 0xFFFFFFFF).data[:3]
        return red, green, blue

    def wait_for(self, x: int, y: int, colour: tuple[int, int, int], seconds: float = 20.0) -> None:
        """Until that colour is there."""
        began = time.monotonic()
        while self.pixel(x, y) != colour:
            assert time.monotonic() < began + seconds, f"{self.pixel(x, y)} stays at {x}, {y}"

    def touch(self, x: int, y: int) -> None:
        """A finger on (x, y), and off again."""
        from Xlib import X
        from Xlib.ext import xtest

        xtest.fake_input(self.display, X.MotionNotify, x=x, y=y)
        xtest.fake_input(self.display, X.ButtonPress, 1)
        xtest.fake_input(self.display, X.ButtonRelease, 1)
        self.display.sync()


@pytest.fixture
def terminal(xvfb: str) -> Iterator[subprocess.Popen[str]]:
    environ = {**os.environ, "DISPLAY": xvfb}
    environ.pop("SDL_VIDEODRIVER", None)
    with subprocess.Popen(
        [sys.executable, "-m", "tests.screens.living"],
        cwd=ROOT,
        env=environ,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        bufsize=1,
    ) as process:
        yield process
        process.kill()


def tell(terminal: subprocess.Popen[str], page: str) -> None:
    assert terminal.stdin is not None
    terminal.stdin.write(f"{page}\n")


def cpu_seconds(pid: int) -> float:
    """What the process has used of all cores, threads included."""
    return (
        sum(
            int(Path(path, "schedstat").read_text().split()[0])
            for path in Path(f"/proc/{pid}/task").iterdir()
        )
        / 1e9
    )


IDLE_SECONDS = 3
MOST_IDLE_CPU = 0.01
"""Of a core; it is 0.1 % where nothing disturbs, and Kivy's own loop takes 3 %."""
PRIMARY = (700, 1838)
"""A point of the primary button, beside its word."""


def test_a_window_wakes_answers_sleeps_and_ends(terminal, xvfb):
    eyes = Eyes(xvfb)
    eyes.wait_for(20, 700, GROUND)
    tell(terminal, "typing")
    eyes.wait_for(*PRIMARY, ACCENT)

    eyes.touch(*PRIMARY)
    assert terminal.stdout.readline() == "AskUrge()\n"

    with pytest.raises(subprocess.TimeoutExpired):
        terminal.wait(1)  # its idle chores are done by then
    used = cpu_seconds(terminal.pid)
    with pytest.raises(subprocess.TimeoutExpired):
        terminal.wait(IDLE_SECONDS)
    assert (cpu_seconds(terminal.pid) - used) / IDLE_SECONDS < MOST_IDLE_CPU

    tell(terminal, "telling")
    eyes.wait_for(1000, 1300, (255, 255, 255))

    terminal.send_signal(signal.SIGTERM)
    assert terminal.wait(10) == 0
