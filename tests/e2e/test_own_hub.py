"""A terminal with no hub set up brings its own, and its devices; they end with it, however it ends."""

from pathlib import Path

import psutil
import pytest

from tests.e2e.glass import real_glass
from tests.e2e.processes import Running, lives, until

pytestmark = pytest.mark.window
READY_S = 60.0
GONE_S = 15.0


def test_nothing_outlives_a_killed_terminal(tmp_path: Path) -> None:
    data = tmp_path / "terminal"
    with real_glass() as glass:
        terminal = Running(["kiosk"], tmp_path, "terminal", DISPLAY=glass.name, TERMINAL_DATA_DIR=str(data))
        try:
            until(lambda: is_at_work(data), READY_S)
        finally:
            family = psutil.Process(terminal.pid).children(recursive=True)
            commands = [word for member in family for word in member.cmdline()]
            terminal.kill()
    try:
        until(lambda: not any(map(lives, family)), GONE_S)
    finally:
        for orphan in filter(lives, family):
            orphan.kill()
    assert {"hub", "escpos-80mm", "rf-ascii"} <= set(commands)
    assert not (data / "emulated" / "printer").is_symlink()


def is_at_work(data: Path) -> bool:
    """Enrolled at its hub, and the printer answers."""
    log = data / "logs" / "terminal.log"
    return (data / "credentials.json").exists() and "printer is online" in log.read_text()
