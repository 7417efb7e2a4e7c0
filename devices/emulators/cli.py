"""`main.py emulate PROFILE --link PATH`: an emulated device as a process of its own."""

import argparse
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TextIO

from devices.registry import CARD_READERS, PRINTERS, start_emulator


def main(argv: list[str]) -> int:
    """Says `ready PATH` once the device is there, then obeys lines on standard input.

    `fault NAME on|off [after LINES]`, `card TENHEX`, `quit`; each is answered by `ok` or `error WHY`.
    """
    options = _options(argv)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: sys.exit(0))
    with start_emulator(options.profile, options.link, options.capture) as device:
        _say(f"ready {options.link}")
        if not _obey(device.control, sys.stdin) and not options.with_parent:
            threading.Event().wait()
    return 0


def _options(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="main.py emulate", description="Pretend to be a serial device.")
    parser.add_argument("profile", choices=PRINTERS + CARD_READERS)
    parser.add_argument("--link", type=Path, required=True, help="where the port shall appear")
    parser.add_argument("--capture", type=Path, help="a folder for what is printed")
    parser.add_argument("--with-parent", action="store_true", help="end with standard input")
    return parser.parse_args(argv)


def _obey(control: Callable[[list[str]], None], lines: TextIO) -> bool:
    """Whether it was told to quit; else the lines have ended."""
    for line in lines:
        words = line.split()
        if words == ["quit"]:
            return True
        try:
            control(words)
        except ValueError as error:
            _say(f"error {error}")
        else:
            _say("ok")
    return False


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
