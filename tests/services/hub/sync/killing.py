"""Runs an import again and again, each time in a process of its own, and kills that at a random moment.

python -m tests.services.hub.sync.killing SEED KILLS DATABASE-URL FILE... prints how often it killed; the last
run is left to end. Processes are forked, so that an import's modules are loaded once.
"""

import os
import random
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from services.hub.store.engine import make_engine
from services.hub.sync.cli import import_files
from services.hub.usecases import take_in, take_in_batch
from tests.services.hub.killed import killed

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
    """Import in this process."""
    take_in.BATCH, take_in.GAP_SECONDS = BATCH, 0.0
    take_in_batch._take_together = told(take_in_batch._take_together, write)
    now = datetime(2026, 11, 22, 4, tzinfo=UTC)
    import_files(make_engine(url), files, as_of="2026-11-22 08:00", now=lambda: now)


def run(url: str, files: list[Path], chance: random.Random | None) -> bool:
    """Import in a new process; with a chance, kill it in one of its batches. Whether it was killed."""
    return killed(lambda write: child(write, url, files), chance, A_BATCH_SECONDS, pieces=BATCHES_AT_MOST)


def main(seed: int, kills: int, url: str, files: list[Path]) -> None:
    """Kill so many runs, fewer when one comes to its end, then let one end."""
    chance = random.Random(seed)
    ended = 0
    while ended < kills and run(url, files, chance):
        ended += 1
    run(url, files, None)
    sys.stdout.write(str(ended))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], [Path(name) for name in sys.argv[4:]])
