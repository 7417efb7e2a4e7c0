"""The hub under measurement: the real one, as a process of its own."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

from tests.bench.machine import Failure

ROOT = Path(__file__).parent.parent.parent
MAIN = [sys.executable, str(ROOT / "main.py")]
READY_S = 60.0


@dataclass(frozen=True)
class Hub:
    """A hub that runs, and a terminal that is enrolled there."""

    url: str
    kiosk_id: str
    kiosk_key: str


@dataclass(frozen=True)
class Served:
    """A server that answers."""

    url: str
    pid: int


class NotReady(Failure):
    """A server did not begin to answer; says what it wrote last."""


@contextmanager
def server(command: Sequence[str], port: int, log: Path, core: int | None = None) -> Iterator[Served]:
    """Run a server, on one core if asked to, and wait until its port answers; yields it.

    Raises NotReady.
    """
    with log.open("wb") as output:
        process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=output, stderr=output)
    try:
        if core is not None:
            os.sched_setaffinity(process.pid, {core})
        _wait(process, port, log)
        yield Served(f"http://127.0.0.1:{port}", process.pid)
    finally:
        process.terminate()
        process.wait()


def free_port() -> int:
    """A port that nobody has just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def hub_command(database_url: str, port: int, *options: str) -> list[str]:
    """The hub over a database."""
    return [*MAIN, "hub", "--database-url", database_url, "--port", str(port), *options]


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    end = time.monotonic() + READY_S
    while process.poll() is None and time.monotonic() < end:
        connection = HTTPConnection("127.0.0.1", port, timeout=READY_S)
        try:
            connection.request("GET", "/healthz")
            connection.getresponse()
        except OSError:
            time.sleep(0.02)
        else:
            return
        finally:
            connection.close()
    raise NotReady(f"no answer on port {port}:\n{log.read_text(errors='replace')[-2000:]}")
