"""What stands around the terminal on a tour: a hub with demonstration data, a printer and a card reader.

They are programs of their own, so that the tour can stop the hub and take the printer's paper away.
"""

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from screens.tour import MAIN

READY_S = 60.0
DATA_ARE_THERE = "the demonstration's data are there"
"""What the hub's log says then."""


class Hub:
    """The hub, at one address however often it is started."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._port = _free_port()
        self._process: subprocess.Popen[bytes] | None = None
        self._line: socket.socket | None = None
        self._log = folder / "hub.log"
        self.enrolment_code = ""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    def start(self) -> None:
        """Returns when it answers and the demonstration's data are there. Raises TimeoutError."""
        ours, theirs = socket.socketpair()
        said = len(self._said())
        arguments = ["hub", "--database-url", f"sqlite:///{self._folder / 'hub.db'}", "--demo"]
        arguments += ["--port", str(self._port), "--parent-fd", str(theirs.fileno())]
        with theirs, self._log.open("ab") as log:
            self._process = _start(arguments, log=log, pass_fds=(theirs.fileno(),))
        self._line = ours
        ours.settimeout(READY_S)
        with ours.makefile("r", encoding="utf-8") as lines:
            self.enrolment_code = json.loads(lines.readline())["enrolment_code"]
        deadline = time.monotonic() + READY_S
        while DATA_ARE_THERE not in self._said()[said:]:
            if time.monotonic() > deadline:
                raise TimeoutError("the demonstration's data did not come")
            time.sleep(0.05)

    def answer_last_urge(self, text: str) -> None:
        """As its handler does at the hub's command line. Raises subprocess.CalledProcessError."""
        urges = json.loads(self._command("urges", "--json"))
        self._command("urges", "answer", urges[-1]["urge_no"], "--text", text)

    def _command(self, *words: str) -> bytes:
        where = ["--database-url", f"sqlite:///{self._folder / 'hub.db'}"]
        command = [sys.executable, str(MAIN), "hub", *words, *where]
        return subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout  # noqa: S603 - our own main.py

    def stop(self) -> None:
        """As when somebody pulls its plug."""
        if self._process is not None and self._line is not None:
            self._line.close()
            self._process.kill()
            self._process.wait()

    def _said(self) -> str:
        return self._log.read_text("utf-8", errors="replace") if self._log.exists() else ""


class Device:
    """An emulated device and its faults."""

    def __init__(self, profile: str, link: Path, *more: str) -> None:
        self.port = str(link)
        self._process = _start(["emulate", profile, "--link", str(link), "--with-parent", *more])
        self._hear("ready")

    def control(self, words: str) -> None:
        """Such as `fault paper-out on`, `card 62E3086CED`. Raises RuntimeError for what it does not know."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{words}\n".encode())
        self._process.stdin.flush()
        self._hear("ok")

    def stop(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()

    def _hear(self, wanted: str) -> None:
        assert self._process.stdout is not None
        line = self._process.stdout.readline().decode()
        if not line.startswith(wanted):
            raise RuntimeError(f"{self.port} said {line!r}")


class Hall:
    """All of them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.paper = folder / "paper"
        self.hub = Hub(folder)
        self.printer = Device("escpos-80mm", folder / "printer", "--capture", str(self.paper))
        self.reader = Device("rf-ascii", folder / "reader")

    def receipts(self) -> list[Path]:
        """Pictures of what was printed, in order."""
        return sorted(self.paper.glob("*.png"))


@contextmanager
def opened(folder: Path) -> Iterator[Hall]:
    """A hall that is closed afterwards."""
    hall = Hall(folder)
    try:
        hall.hub.start()
        yield hall
    finally:
        hall.hub.stop()
        hall.printer.stop()
        hall.reader.stop()


def _start(
    arguments: list[str], log: int | IO[bytes] = subprocess.DEVNULL, pass_fds: tuple[int, ...] = ()
) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603 - our own main.py
        [sys.executable, str(MAIN), *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL if pass_fds else subprocess.PIPE,
        stderr=log,
        pass_fds=pass_fds,
    )


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
    return port
