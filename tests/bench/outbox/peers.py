"""The peers' packages, in a virtual environment of their own under build/."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from tests.bench.machine import Missing

PINS = Path(__file__).parent / "peers.txt"
FOLDER = Path(__file__).parents[3] / "build" / "bench" / "peers"


def peers_python(say: Callable[[str], None]) -> Path:
    """An interpreter that has them, made when it is first asked for. Raises Missing."""
    python, installed = FOLDER / "bin" / "python", FOLDER / PINS.name
    if not installed.exists() or installed.read_bytes() != PINS.read_bytes():
        say(f"outbox: installing the peers' packages into {FOLDER} (once)")
        _run([sys.executable, "-m", "venv", "--clear", str(FOLDER)])
        _run([str(python), "-m", "pip", "install", "--quiet", "--no-input", "--requirement", str(PINS)])
        installed.write_bytes(PINS.read_bytes())
    return python


def peers_version(package: str) -> str:
    """The pinned one."""
    pins = dict(line.split("==") for line in PINS.read_text(encoding="ascii").split())
    return pins[package]


def _run(command: list[str]) -> None:
    made = subprocess.run(command, capture_output=True, text=True)
    if made.returncode:
        raise Missing(f"the peers' packages cannot be installed:\n{made.stderr[-1000:]}")
