"""The one place that chooses implementations: which hub, which devices, which files.

`build` is cheap and runs before the first frame. What costs time to import is imported on a thread of the
runtime, with `kiosk.bootstrap.assembly`.
"""

import fcntl
import os
from functools import partial
from pathlib import Path

from kiosk.clock import HubClock
from kiosk.runtime import Parts, Runtime, Tell
from kiosk.settings import Settings


class FolderUnusable(Exception):
    """The data folder cannot be made or written."""


class FolderInUse(FolderUnusable):
    """Another terminal runs with the same data folder."""


def build(settings: Settings) -> Runtime:
    """A terminal that is not started yet. Raises FolderUnusable."""
    try:
        settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock = _locked(settings.data_dir / "terminal.lock")
    except OSError as error:
        raise FolderUnusable(f"the data folder can't be used: {error}") from error
    clock = HubClock()
    return Runtime(clock, settings.idle, partial(_assemble, settings, clock), lambda: os.close(lock))


def is_running(settings: Settings) -> bool:
    """Whether a terminal runs with this data folder now."""
    path = settings.data_dir / "terminal.lock"
    try:
        if path.exists():
            os.close(_locked(path))
    except FolderInUse:
        return True
    except OSError:
        return False  # nobody could run with a folder like that
    return False


def _assemble(settings: Settings, clock: HubClock, tell: Tell) -> Parts:
    from kiosk.bootstrap.assembly import assemble

    return assemble(settings, clock, tell)


def _locked(path: Path) -> int:
    """Until it is closed, or this process has ended, however it ended."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        raise FolderInUse(f"another terminal runs with {path.parent}") from None
    return descriptor
