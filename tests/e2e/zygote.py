"""Processes that are born in milliseconds, so that hundreds of them can be killed.

Each is forked from a server that has imported the project's programs already and runs nothing itself
(multiprocessing's forkserver). What runs in them is what main.py runs.
"""

import multiprocessing
import os
import sys
from collections.abc import Callable
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any

from tests.e2e.processes import ROOT, environment

FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(
    ["services.hub.cli.serving", "kiosk.visit", "kiosk.bootstrap.assembly", "tests.e2e.brain"]
)


def born(target: Callable[..., None], folder: Path, name: str, *arguments: Any) -> ForkServerProcess:
    """A running process; what it says and complains of is added to files in `folder`."""
    process = FORKS.Process(target=_live, args=(target, folder, name, arguments), daemon=True)
    process.start()
    return process


def _live(target: Callable[..., None], folder: Path, name: str, arguments: tuple[Any, ...]) -> None:
    os.chdir(ROOT)
    os.environ.update(environment(folder))
    for number, suffix in ((1, "stdout"), (2, "stderr")):
        file = os.open(folder / f"{name}.{suffix}", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        os.dup2(file, number)
        os.close(file)
    sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]
    target(*arguments)
