"""`make bench ONLY=outbox`: messages delivered to nothing, beside two job queues on the same PostgreSQL."""

import tempfile
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from statistics import median

from tests.bench.figures import Figure, side_by_side
from tests.bench.outbox.peers import peers_python
from tests.bench.outbox.rounds import delivered_per_second
from tests.bench.outbox.sides import Side, hub_on_postgresql, hub_on_sqlite, pgqueuer, procrastinate
from tests.postgres.server import PostgresServer

JOBS = 10_000
WORKERS = (1, 2, 4)
UNIT = "1/s"

Say = Callable[[str], None]


def measure(repeats: int, say: Say) -> list[Figure]:
    """All figures of the outbox."""
    python = peers_python(say)
    with ExitStack() as stack:
        server = PostgresServer(durable=True)
        stack.callback(server.stop)
        say(f"outbox: {JOBS:,} messages wait for the hub, as many jobs for each peer")
        hub = hub_on_postgresql(server, JOBS)
        peers = [pgqueuer(server, JOBS, python), procrastinate(server, JOBS, python)]
        figures = [_beside(hub, peers, workers, repeats, say) for workers in WORKERS]
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        (alone,) = _in_turn([hub_on_sqlite(folder, JOBS)], 1, repeats)
        return [*figures, Figure("outbox.deliver.sqlite.1", median(alone), UNIT)]


def _beside(hub: Side, peers: Sequence[Side], workers: int, repeats: int, say: Say) -> Figure:
    """Beside the better one."""
    ours, *theirs = _in_turn([hub, *peers], workers, repeats)
    told = ", ".join(f"{side.name} {median(found):.0f}" for side, found in zip(peers, theirs, strict=True))
    say(f"  {workers} at work: hub {median(ours):.0f}, {told} a second")
    better, rates = max(zip(peers, theirs, strict=True), key=lambda pair: median(pair[1]))
    return side_by_side(f"outbox.deliver.postgresql.{workers}", UNIT, ours, better.name, rates)


def _in_turn(sides: Sequence[Side], workers: int, repeats: int) -> list[list[float]]:
    """What each delivers a second, in each of its rounds."""
    found: list[list[float]] = [[] for _ in sides]
    for _ in range(repeats):
        for side, rates in zip(sides, found, strict=True):
            rates.append(delivered_per_second(side, workers))
    return found
