"""Other programs of this project that a terminal keeps beside it: its own hub, emulated devices.

Each is started with one end of a socket pair, says a line there when it is ready, and ends when the other end
is closed: the kernel does that however the terminal ends.
"""

import contextlib
import logging
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import BinaryIO

MAIN = Path(__file__).resolve().parent.parent / "main.py"
READY_S = 180.0
"""How long a program may take until it says its first line."""
END_S = 5.0
LARGEST_LOG = 1_000_000

_LOG = logging.getLogger("terminal.programs")


class Program:
    """`run` is one life of it; who wants it to live again runs it again."""

    def __init__(
        self,
        name: str,
        arguments: Callable[[int], Sequence[str]],
        heard: Callable[[str], None],
        log: Path,
        gone: Callable[[], None] = lambda: None,
        *,
        by_stdin: bool = False,
    ) -> None:
        """`arguments` of main.py, given the number of its descriptor; `heard` gets each line that it says.

        `gone` is called when it has ended. With `by_stdin` the descriptor is its standard input and output.
        What it writes to standard error goes to `log`.
        """
        self.name = name
        self._arguments = arguments
        self._heard = heard
        self._log = log
        self._gone = gone
        self._by_stdin = by_stdin
        self._line: socket.socket | None = None
        self._lock = threading.Lock()

    def run(self, stop: threading.Event) -> None:
        """Start it, listen to it, and return when it has ended, by itself or by `interrupt`."""
        ours, theirs = socket.socketpair()
        with ours:
            with theirs:
                process = self._start(theirs)
            with self._lock:
                self._line = ours
            try:
                if not stop.is_set():
                    self._listen(ours)
            finally:
                with self._lock:
                    self._line = None
                self._gone()
        code = _end(process)
        if not stop.is_set():
            _LOG.warning("%s has ended with code %s", self.name, code)

    def interrupt(self) -> None:
        """Let it end."""
        with self._lock, contextlib.suppress(OSError):
            if self._line is not None:
                self._line.shutdown(socket.SHUT_RDWR)

    def _start(self, theirs: socket.socket) -> subprocess.Popen[bytes]:
        descriptor = theirs.fileno()
        with _opened_log(self._log) as log:
            return subprocess.Popen(  # noqa: S603 - our own main.py
                [sys.executable, str(MAIN), *self._arguments(descriptor)],
                stdin=descriptor if self._by_stdin else subprocess.DEVNULL,
                stdout=descriptor if self._by_stdin else log,
                stderr=log,
                pass_fds=() if self._by_stdin else (descriptor,),
            )

    def _listen(self, line: socket.socket) -> None:
        line.settimeout(READY_S)
        buffer = b""
        while True:
            try:
                got = line.recv(65536)
            except TimeoutError:
                _LOG.error("%s did not become ready", self.name)
                return
            except OSError:
                return
            if not got:
                return
            *lines, buffer = (buffer + got).split(b"\n")
            for said in lines:
                line.settimeout(None)
                self._heard(said.decode("utf-8", "replace"))


def _opened_log(path: Path) -> BinaryIO:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with contextlib.suppress(FileNotFoundError):
        if path.stat().st_size > LARGEST_LOG:
            path.replace(path.with_name(path.name + ".1"))
    path.touch(mode=0o600)
    return path.open("ab")


def _end(process: subprocess.Popen[bytes]) -> int:
    """It sees that its line has closed; who does not look is killed."""
    try:
        return process.wait(END_S)
    except subprocess.TimeoutExpired:
        process.kill()
        return process.wait()
