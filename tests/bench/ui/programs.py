"""What both programs under measurement have in common: how they are started, and where to touch them."""

import os
import signal
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from tests.bench.processes import family
from tests.bench.ui.display import Screen

Point = tuple[int, int]


@dataclass(frozen=True)
class Places:
    """Where a finger finds things, in pixels from the upper left corner."""

    begin: Point
    digits: Mapping[str, Point]
    number_done: Point
    password_done: Point
    first_row: Point
    end: Point
    list_top: int
    list_bottom: int
    """The list's rows are between these lines."""


@dataclass(frozen=True)
class Program:
    """A terminal that can be started on a display."""

    name: str
    command: list[str]
    environment: Mapping[str, str]
    places: Places


@dataclass
class Running:
    """A program on its display. It begins with `start`, so that a cold start can be timed."""

    program: Program
    screen: Screen
    log: Path
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Execute it, in a process group of its own."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.program.command,
                env=self.screen.environment() | dict(self.program.environment),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def members(self) -> list[psutil.Process]:
        """All its processes."""
        if self.process is None:
            raise RuntimeError(f"{self.program.name} was not started")
        return family(self.process.pid)

    def stop(self) -> None:
        """End it, kindly first; nothing of it is left."""
        if self.process is None:
            return
        members = self.members()
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        _, left = psutil.wait_procs(members, timeout=5)
        for member in left:
            member.kill()
        self.process = None


@contextmanager
def running(program: Program, screen: Screen, folder: Path) -> Iterator[Running]:
    """A program that is not started yet, and surely ended afterwards."""
    it = Running(program, screen, folder / f"{program.name}.log")
    try:
        yield it
    finally:
        it.stop()
