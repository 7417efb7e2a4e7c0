"""Programs beside the terminal: they say where they are, end with it, and are heard when they end."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from kiosk import programs
from kiosk.programs import Program
from kiosk.threads import join, spawn
from tests.e2e.processes import lives, until

DEADLINE_S = 20.0
ROOT = Path(__file__).parents[2]

SAYS_AND_WAITS = """
import os, socket, sys
if sys.argv[1] == "stdin":
    print("ready", os.getpid(), flush=True)
    sys.stdin.read()
else:
    line = socket.socket(fileno=int(sys.argv[2]))
    line.sendall(b"ready %d\\nhalf" % os.getpid())
    line.recv(1)
"""
SAYS_NOTHING = "import sys, threading; threading.Event().wait()"
DIES = "import sys; print('bye', file=sys.stderr); sys.exit(3)"
DOES_NOT_LOOK = """
import os, signal, socket, sys, threading
signal.signal(signal.SIGTERM, signal.SIG_IGN)
socket.socket(fileno=int(sys.argv[2])).sendall(b"ready %d\\n" % os.getpid())
threading.Event().wait()
"""


class Living:
    """A program that runs on a thread of its own."""

    def __init__(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, by_stdin: bool = False
    ) -> None:
        main = tmp_path / "main.py"
        main.write_text(script)
        monkeypatch.setattr(programs, "MAIN", main)
        self.heard: list[str] = []
        self.changed = threading.Event()
        self.gone = threading.Event()
        self.log = tmp_path / "logs" / "program.log"
        how = "stdin" if by_stdin else "fd"
        self.program = Program(
            "beside", lambda fd: [how, str(fd)], self.hear, self.log, self.gone.set, by_stdin=by_stdin
        )
        self.stop = threading.Event()
        self.thread = spawn("beside", lambda: self.program.run(self.stop))

    def hear(self, line: str) -> None:
        self.heard.append(line)
        self.changed.set()

    def pid(self) -> int:
        assert self.changed.wait(DEADLINE_S)
        return int(self.heard[0].split()[1])

    def end(self) -> None:
        self.stop.set()
        self.program.interrupt()
        assert join([self.thread], DEADLINE_S) == []


@pytest.fixture(params=[False, True], ids=["descriptor", "stdin"])
def living(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Living]:
    living = Living(tmp_path, monkeypatch, SAYS_AND_WAITS, request.param)
    yield living
    living.end()


def test_it_is_heard_and_ended(living: Living) -> None:
    pid = living.pid()
    assert psutil.pid_exists(pid)
    living.end()
    assert not psutil.pid_exists(pid)
    assert living.gone.is_set()
    assert living.heard == [f"ready {pid}"]


def test_that_it_died_is_noticed(living: Living) -> None:
    os.kill(living.pid(), signal.SIGKILL)
    assert join([living.thread], DEADLINE_S) == []
    assert living.gone.is_set()


def test_what_it_writes_is_kept_and_not_mixed_with_what_it_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    living = Living(tmp_path, monkeypatch, DIES)
    assert join([living.thread], DEADLINE_S) == []
    assert living.log.read_text() == "bye\n"
    assert living.heard == []


def test_a_log_that_has_grown_makes_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / "program.log").write_text("x" * (programs.LARGEST_LOG + 1))
    living = Living(tmp_path, monkeypatch, DIES)
    assert join([living.thread], DEADLINE_S) == []
    assert living.log.read_text() == "bye\n"
    assert (tmp_path / "logs" / "program.log.1").stat().st_size == programs.LARGEST_LOG + 1


def test_one_that_never_becomes_ready_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(programs, "READY_S", 0.2)
    monkeypatch.setattr(programs, "END_S", 0.1)
    living = Living(tmp_path, monkeypatch, SAYS_NOTHING)
    assert join([living.thread], DEADLINE_S) == []


def test_one_that_does_not_look_at_its_line_is_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(programs, "END_S", 0.1)
    living = Living(tmp_path, monkeypatch, DOES_NOT_LOOK)
    pid = living.pid()
    living.end()
    assert not psutil.pid_exists(pid)


def test_a_terminal_that_is_being_stopped_starts_nothing_that_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    main = tmp_path / "main.py"
    main.write_text(SAYS_AND_WAITS)
    monkeypatch.setattr(programs, "MAIN", main)
    stop = threading.Event()
    stop.set()
    Program("beside", lambda fd: ["fd", str(fd)], lambda _: None, tmp_path / "log").run(stop)


@pytest.mark.parametrize("by_stdin", [False, True], ids=["descriptor", "stdin"])
def test_it_ends_with_the_terminal_however_that_ends(tmp_path: Path, by_stdin: bool) -> None:
    main = tmp_path / "main.py"
    main.write_text(SAYS_AND_WAITS)
    terminal = f"""
import threading
from pathlib import Path
from kiosk import programs
programs.MAIN = Path({str(main)!r})
how = {"stdin" if by_stdin else "fd"!r}
log = Path({str(tmp_path / "log")!r})
program = programs.Program(
    "beside", lambda fd: [how, str(fd)], lambda line: print(line, flush=True), log, by_stdin={by_stdin}
)
program.run(threading.Event())
"""
    process = subprocess.Popen([sys.executable, "-c", terminal], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    beside = psutil.Process(int(process.stdout.readline().split()[1]))
    process.kill()
    process.wait()
    process.stdout.close()
    until(lambda: not lives(beside), DEADLINE_S)
