"""Log lines that can be shown to anyone: what kind of thing happened, and where in the code.

An exception's own words may hold what a customer typed, so they are left out, except those of the operating
system and of SQLite.
"""

import logging
import time
import traceback
from pathlib import Path

LOGGER = "terminal"
MOST_BYTES = 1_000_000
OLD_FILES = 4


def write_to(folder: Path) -> None:
    """Send everything under the logger "terminal" to `folder`/terminal.log, and nothing of it elsewhere."""
    from logging.handlers import RotatingFileHandler

    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / "terminal.log"
    path.touch(mode=0o600)
    handler = RotatingFileHandler(path, "a", MOST_BYTES, OLD_FILES, encoding="utf-8")
    handler.rotator = _rotate
    formatter = logging.Formatter(
        "%(asctime)s.%(msecs)03dZ %(levelname)s %(name)s %(message)s", "%Y-%m-%dT%H:%M:%S"
    )
    formatter.converter = time.gmtime
    handler.setFormatter(formatter)
    logger = logging.getLogger(LOGGER)
    for old in logger.handlers[:]:
        logger.removeHandler(old)
        old.close()
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    logger.propagate = False


def _rotate(full: str, old: str) -> None:
    Path(full).replace(old)
    Path(full).touch(mode=0o600)


def describe(error: BaseException) -> str:
    """Kind and places of an error and of its causes, innermost place last; no value."""
    parts = []
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        parts.append(f"{_kind(current)} at {' > '.join(_places(current)) or 'nowhere'}")
        current = current.__cause__ or current.__context__
    return " because of ".join(parts)


def _kind(error: BaseException) -> str:
    name = type(error).__qualname__
    if isinstance(error, OSError) and error.strerror:
        return f"{name}({error.strerror})"
    if type(error).__module__ == "sqlite3":
        return f"{name}({error})"
    return name


def _places(error: BaseException) -> list[str]:
    frames = traceback.extract_tb(error.__traceback__)
    return [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames[-12:]]
