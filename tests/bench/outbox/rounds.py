"""One round: workers that are ready are let go, and somebody outside looks when nothing is left."""

import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from tests.bench.hub_process import ROOT
from tests.bench.machine import Failure
from tests.bench.outbox.sides import Side, Store

LONGEST_S = 5.0
"""A slow one is not waited for: what it has done by then counts."""
LOOK_S = 0.01


def delivered_per_second(side: Side, workers: int) -> float:
    """By so many processes, from the word until the table has nothing left. Raises Failure."""
    with ExitStack() as stack:
        store: Store = stack.enter_context(side.store())
        waiting = [stack.enter_context(_worker(side, store)) for _ in range(workers)]
        for process in waiting:
            _wait(process, side)
        start = time.perf_counter()
        for process in waiting:
            _let_go(process)
        seconds, left = _watch(side, store, start)
        (done,) = store.watched.execute(side.done).fetchone()
        dead = [process for process in waiting if process.poll() is not None]
    if dead or not done or (not left and done != side.jobs):
        raise Failure(f"{side.name}: {done} of {side.jobs} done, {len(dead)} of {workers} workers died")
    return float(done) / seconds


def _watch(side: Side, store: Store, start: float) -> tuple[float, bool]:
    """For how long it worked, and whether anything was left then."""
    while True:
        time.sleep(LOOK_S)
        (left,) = store.watched.execute(side.left).fetchone()
        seconds = time.perf_counter() - start
        if not left or seconds > LONGEST_S:
            return seconds, bool(left)


@contextmanager
def _worker(side: Side, store: Store) -> Iterator[subprocess.Popen[str]]:
    command = [*side.worker, store.address]
    with subprocess.Popen(
        command, cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def _wait(process: subprocess.Popen[str], side: Side) -> None:
    assert process.stdout
    if process.stdout.readline() != "ready\n":
        raise Failure(f"{side.name}: a worker did not start")


def _let_go(process: subprocess.Popen[str]) -> None:
    assert process.stdin
    process.stdin.write("go\n")
    process.stdin.flush()
