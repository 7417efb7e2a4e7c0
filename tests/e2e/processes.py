"""Programs of the project as processes of their own, each with its own home and temporary folder."""

import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

ROOT = Path(__file__).parent.parent.parent
MAIN = [sys.executable, str(ROOT / "main.py")]
READY_S = 60.0
END_S = 15.0
LOOK_S = 0.02


def until(holds: Callable[[], bool], seconds: float) -> None:
    """Look at something that nobody announces, such as a file of another process. Raises TimeoutError."""
    ends = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > ends:
            raise TimeoutError(f"it did not come to that within {seconds} s")
        threading.Event().wait(LOOK_S)


def lives(process: psutil.Process) -> bool:
    """One that has ended may wait for whoever collects orphans on this machine."""
    try:
        return process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


class Ended(Exception):
    """A process said nothing more, or nothing in time; with what it wrote."""


def environment(folder: Path, **more: str) -> dict[str, str]:
    """For a process that shall write nothing outside of `folder`."""
    kept = {name: value for name, value in os.environ.items() if name not in ("SDL_VIDEODRIVER", "DISPLAY")}
    home, temporary = folder / "home", folder / "tmp"
    home.mkdir(parents=True, exist_ok=True)
    temporary.mkdir(exist_ok=True)
    return kept | {"HOME": str(home), "TMPDIR": str(temporary)} | more


class Running:
    """One life of `python main.py ...`. What it says is read as it comes; both streams are kept in files."""

    def __init__(self, arguments: list[str], folder: Path, name: str, **variables: str) -> None:
        self.name, self.folder = name, folder
        folder.mkdir(parents=True, exist_ok=True)
        self._said: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        with (folder / f"{name}.stderr").open("ab") as errors:
            self.process = subprocess.Popen(
                [*MAIN, *arguments],
                env=environment(folder, **variables),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
            )
        threading.Thread(target=self._listen, daemon=True).start()

    @property
    def pid(self) -> int:
        return self.process.pid

    def line(self, beginning: str, seconds: float = READY_S) -> str:
        """The next line on standard output that begins so. Raises Ended."""
        ends = time.monotonic() + seconds
        while True:
            try:
                said = self._said.get(timeout=max(0.0, ends - time.monotonic()))
            except queue.Empty:
                said = None
            if said is None:
                raise Ended(f"{self.name} did not say {beginning!r}: {self.errors()}")
            if said.startswith(beginning):
                return said

    def tell(self, line: str) -> str:
        """A line on standard input; its answer."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{line}\n".encode())
        self.process.stdin.flush()
        return self.line("")

    def errors(self) -> str:
        """The end of what it wrote on standard error."""
        return (self.folder / f"{self.name}.stderr").read_text(errors="replace")[-3000:]

    def kill(self) -> None:
        """kill -9."""
        self._end(signal.SIGKILL)

    def stop(self) -> int:
        """Ask it to end, and wait; its exit code."""
        return self._end(signal.SIGTERM)

    def _end(self, number: signal.Signals) -> int:
        self.process.send_signal(number)
        try:
            return self.process.wait(END_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise
        finally:
            if self.process.stdin is not None:
                self.process.stdin.close()

    def _listen(self) -> None:
        assert self.process.stdout is not None
        with (self.folder / f"{self.name}.stdout").open("ab") as kept, self.process.stdout as stdout:
            for line in stdout:
                kept.write(line)
                kept.flush()
                self._said.put(line.decode("utf-8", "replace").rstrip("\n"))
        self._said.put(None)


@contextmanager
def running(arguments: list[str], folder: Path, name: str, **variables: str) -> Iterator[Running]:
    """A process that is surely ended afterwards."""
    it = Running(arguments, folder, name, **variables)
    try:
        yield it
    finally:
        if it.process.poll() is None:
            it.stop()


def run(arguments: list[str], folder: Path) -> str:
    """A command of main.py that ends by itself with 0; what it said."""
    done = subprocess.run(
        [*MAIN, *arguments], env=environment(folder), capture_output=True, text=True, timeout=READY_S
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
