"""A terminal with no hub set up brings its own, and its devices; they end with it, however it ends."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from kiosk.flows.sign_in import AskNumber
from kiosk.snapshot import Welcome
from tests.e2e.glass import RealGlass, real_glass
from tests.e2e.mirror import Mirror
from tests.e2e.processes import Running, until
from tests.e2e.visitor import Visitor

pytestmark = pytest.mark.window
READY_S = 60.0
GONE_S = 15.0


def test_it_can_be_touched_before_its_hub_is_ready_and_nothing_outlives_it(
    tmp_path: Path, mirror: Mirror
) -> None:
    data = tmp_path / "terminal"
    with real_glass() as glass, terminal_alone(tmp_path, glass, data) as terminal:
        hub = its_hub(terminal)
        hub.suspend()  # it takes as long as it likes
        visitor = Visitor(glass, mirror, tmp_path)
        visitor.sees(Welcome())
        visitor.touches_anywhere()
        visitor.sees(AskNumber())
        assert not (data / "credentials.json").exists()
        hub.resume()
        until(lambda: is_at_work(data), READY_S)
        until(lambda: {"/staff:", "text"} <= set(printed(terminal)), READY_S)
        family = psutil.Process(terminal.pid).children(recursive=True)
        commands = [word for member in family for word in member.cmdline()]
    try:
        until(lambda: not any(map(lives, family)), GONE_S)
    finally:
        for orphan in filter(lives, family):
            orphan.kill()
    assert {"hub", "escpos-80mm", "rf-ascii"} <= set(commands)
    assert not (data / "emulated" / "printer").is_symlink()


def printed(terminal: Running) -> list[str]:
    """Words that it has printed; addresses by how they end."""
    words = (terminal.folder / f"{terminal.name}.stdout").read_text("utf-8").split()
    return [word[word.rfind("/staff") :] if "/staff" in word else word for word in words]


@contextmanager
def terminal_alone(folder: Path, glass: RealGlass, data: Path) -> Iterator[Running]:
    """In the end it is killed."""
    terminal = Running(["kiosk"], folder, "terminal", DISPLAY=glass.name, TERMINAL_DATA_DIR=str(data))
    try:
        yield terminal
    finally:
        for member in psutil.Process(terminal.pid).children(recursive=True):
            member.resume()
        terminal.kill()


def its_hub(terminal: Running) -> psutil.Process:
    """As soon as it is born."""
    born: list[psutil.Process] = []

    def is_born() -> bool:
        born[:] = [one for one in psutil.Process(terminal.pid).children() if "hub" in words_of(one)]
        return bool(born)

    until(is_born, READY_S)
    return born[0]


def words_of(process: psutil.Process) -> list[str]:
    """Of its command; none when it has ended already."""
    try:
        return process.cmdline()
    except psutil.NoSuchProcess:
        return []


def lives(process: psutil.Process) -> bool:
    """One that has ended may wait for whoever collects orphans on this machine."""
    try:
        return process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def is_at_work(data: Path) -> bool:
    """Enrolled at its hub, and the printer answers."""
    log = data / "logs" / "terminal.log"
    return (data / "credentials.json").exists() and "printer is online" in log.read_text()
