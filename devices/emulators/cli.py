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

    1 when the port cannot be made there, 2 for wrong usage.
    """
    options = _options(argv)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: sys.exit(0))
    try:
        with start_emulator(options.profile, options.link, options.capture) as device:
            _say(f"ready {options.link}")
            if not _obey(device.control, sys.stdin) and not options.with_parent:
                threading.Event().wait()
    except OSError as error:
        sys.stderr.write(f"emulate: {options.link}: {error.strerror or error}\n")
        return 1
    return 0


def _options(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="main.py emulate",
        description="Pretend to be a serial device.",
        epilog=_LINES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("profile", choices=PRINTERS + CARD_READERS)
    parser.add_argument(
        "--link", type=Path, required=True, metavar="PATH", help="where the port shall appear"
    )
    parser.add_argument("--capture", type=Path, metavar="FOLDER", help="keep what a printer prints there")
    parser.add_argument("--with-parent", action="store_true", help="end with standard input")
    options = parser.parse_args(argv)
    if options.link.exists() and not options.link.is_symlink():
        parser.error(f"{options.link} is there already and no port of an emulator")
    return options


_LINES = """\
It obeys lines on standard input, and answers each by 'ok' or 'error WHY':
  card TENHEX                           a card is held to the reader
  fault NAME on|off                     a wrong NAME is answered with those that there are
  fault NAME on after LINES             on a printer, so many lines later
  quit
"""


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
