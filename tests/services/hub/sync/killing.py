"""Runs an import again and again, each time in a process of its own, and kills that at a random moment.

python -m tests.services.hub.sync.killing SEED KILLS DATABASE-URL FILE... prints how often it killed; the last
run is left to end. Processes are forked, so that an import's modules are loaded once.
"""

import os
import random
import select
import signal
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from services.hub.store.engine import make_engine
from services.hub.sync.cli import import_files
from services.hub.usecases import take_in, take_in_batch

BATCH = 4
BATCHES_AT_MOST = 14
A_BATCH_SECONDS = 0.004


def told(step: Callable[..., Any], write: int) -> Callable[..., Any]:
    """The step, which now says over a pipe that it begins."""

    def telling(*arguments: Any) -> Any:
        os.write(write, b".")
        return step(*arguments)

    return telling


def child(write: int, url: str, files: list[Path]) -> None:
    """Import in this process and end it."""
    take_in.BATCH, take_in.GAP_SECONDS = BATCH, 0.0
    take_in_batch._take_together = told(take_in_batch._take_together, write)
    now = datetime(2026, 11, 22, 4, tzinfo=UTC)
    import_files(make_engine(url), files, as_of="2026-11-22 08:00", now=lambda: now)
    os._exit(0)


def run(url: str, files: list[Path], chance: random.Random | None) -> bool:
    """Import in a new process; with a chance, kill it in one of its batches. Whether it was killed."""
    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(read)
        child(write, url, files)
    os.close(write)
    batches = chance.randint(1, BATCHES_AT_MOST) if chance else None
    while batches is None or batches > 0:
        if not os.read(read, 1):
            break
        batches = None if batches is None else batches - 1
    if chance and batches == 0:
        select.select(
            [read], [], [], chance.random() * A_BATCH_SECONDS
        )  # in mid-batch, or as the next begins
        os.kill(pid, signal.SIGKILL)
    os.close(read)
    status = os.waitpid(pid, 0)[1]
    if os.WIFEXITED(status) and os.WEXITSTATUS(status):
        raise SystemExit(f"the import failed: {status}")
    return os.WIFSIGNALED(status)


def main(seed: int, kills: int, url: str, files: list[Path]) -> None:
    """Kill so many runs, fewer when one comes to its end, then let one end."""
    chance = random.Random(seed)
    killed = 0
    while killed < kills and run(url, files, chance):
        killed += 1
    run(url, files, None)
    sys.stdout.write(str(killed))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], [Path(name) for name in sys.argv[4:]])
