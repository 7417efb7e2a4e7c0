"""`make bench ONLY=p95`: how long 50 terminals wait for lists and orders, of a million orders."""

import asyncio
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median

from tests.bench.figures import Figure, percentile
from tests.bench.hub_process import free_port, hub_command, server
from tests.bench.machine import Stolen
from tests.bench.p95.asking import DETAIL, LIST, NOTHING, waits
from tests.bench.p95.world import World, made
from tests.postgres.server import PostgresServer

SEED = 20261122
ORDERS = 1_000_000
TERMINALS, EVERY_S, WINDOW_S = 50, 2.0, 20.0
HUBS = {"sqlite": 1, "postgresql": 2}
AIM_MS = 50
PEER = "an empty answer of the same hubs at the same time"

Say = Callable[[str], None]


def measure(repeats: int, say: Say) -> list[Figure]:
    """All figures. BENCH_ORDERS makes fewer orders, which are then told in the names."""
    orders = int(os.environ.get("BENCH_ORDERS", ORDERS))
    suffix = "" if orders == ORDERS else f".of_{orders}"
    return [
        figure
        for backend in HUBS
        for figure in _measure(f"hub.p95.{backend}{suffix}", backend, orders, repeats, say)
    ]


def _measure(name: str, backend: str, orders: int, repeats: int, say: Say) -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as folder, _empty_database(backend, Path(folder)) as url:
        secret = Path(folder) / "hub.secret"
        world = made(url, secret, orders, TERMINALS, repeats, SEED)
        say(
            f"{name}: {world.orders:,} orders made in {world.made_s:.0f} s; hubs: {HUBS[backend]}; "
            f"{TERMINALS} terminals ask every {EVERY_S:g} s, {repeats} times {WINDOW_S:g} s; "
            f"to be under {AIM_MS} ms"
        )
        found = _rounds(world, Path(folder), secret, HUBS[backend], say)
    medians = {kind: median(values) for kind, values in found.items()}
    nothing = medians.pop(NOTHING)
    yield Figure(name, max(medians.values()), "ms", PEER, nothing)
    yield from (Figure(f"{name}.{kind}", value, "ms", PEER, nothing) for kind, value in medians.items())
    yield Figure(f"{name}.made", world.made_s, "s")


@contextmanager
def _empty_database(backend: str, folder: Path) -> Iterator[str]:
    if backend == "sqlite":
        yield f"sqlite:///{folder / 'hub.db'}"
        return
    postgresql = PostgresServer(durable=True)
    try:
        yield postgresql.new_database()
    finally:
        postgresql.stop()


def _rounds(world: World, folder: Path, secret: Path, hubs: int, say: Say) -> dict[str, list[float]]:
    """The p95 of each round in milliseconds, of lists, of orders and of empty answers apart."""
    found: dict[str, list[float]] = {LIST: [], DETAIL: [], NOTHING: []}
    with ExitStack() as stack:
        urls = []
        for number in range(hubs):
            port = free_port()
            command = hub_command(world.url, port, "--secret-file", str(secret))
            urls.append(stack.enter_context(server(command, port, folder / f"hub{number}.log")).url)
        for guests in world.rounds:
            stolen = Stolen()
            waited = asyncio.run(waits(urls, guests, WINDOW_S, EVERY_S))
            for kind, values in found.items():
                values.append(percentile(waited[kind], 0.95) * 1000)
            say(
                f"  p95 {found[LIST][-1]:.1f} ms for a list, {found[DETAIL][-1]:.1f} ms for an order, "
                f"{found[NOTHING][-1]:.1f} ms for nothing; load {os.getloadavg()[0]:.1f}, "
                f"the host took {stolen.share():.1%} of both cores' time"
            )
    return found
