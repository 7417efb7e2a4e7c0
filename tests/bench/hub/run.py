"""`make bench ONLY=hub`: the hub on one core beside the floor, and its readers while forty people sign in."""

import asyncio
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import cycle
from pathlib import Path
from statistics import median

from services.hub.secrets import load_secrets
from services.hub.settings import HashCost
from services.hub.store.engine import writing
from services.hub.usecases.hashing import Passwords
from services.hub.usecases.load_data import open_database
from tests.bench.figures import Figure, percentile, side_by_side
from tests.bench.hub.comers import Comers, Reader, let_in
from tests.bench.hub.crowd import crowd
from tests.bench.hub.load import CLIENT_BUSY, latencies, throughput
from tests.bench.hub.population import populate
from tests.bench.hub.same import expect_same_answers
from tests.bench.hub_process import Served, free_port, hub_command, server
from tests.bench.machine import Failure, Stolen
from tests.bench.processes import cpu_seconds, family

SEED = 20261122
CONNECTIONS = 8
WARM_S, WINDOW_S, READERS_WINDOW_S = 1.0, 2.5, 5.0
READER_EVERY_S = 0.05
FLOOR = "raw sqlite3 behind a bare ASGI function"
ALONE = "the same readers, nobody signing in"

Lane = Iterator[bytes]
"""The requests of one connection, without end."""
Say = Callable[[str], None]


@dataclass(frozen=True)
class Servers:
    """Both, over the same database and on the same core, and who comes to them."""

    hub: Served
    floor: Served
    comers: Comers


def measure(repeats: int, say: Say) -> list[Figure]:
    """All figures of the hub."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        say("hub: making 100,000 orders of 10,000 customers")
        servers = _serve(Path(folder), stack)
        return asyncio.run(_measure(servers, repeats, say))


def _serve(folder: Path, stack: ExitStack) -> Servers:
    """Servers share the first core; this process keeps to the last one."""
    cores = sorted(os.sched_getaffinity(0))
    database, hub_port, floor_port = folder / "hub.db", free_port(), free_port()
    url = f"sqlite:///{database}"
    comers = _fill(url)
    os.sched_setaffinity(0, {cores[-1]})
    stack.callback(os.sched_setaffinity, 0, cores)
    floor_command = [sys.executable, "-m", "tests.bench.hub.floor", str(database), str(floor_port)]
    hub = server(hub_command(url, hub_port), hub_port, folder / "hub.log", cores[0])
    floor = server(floor_command, floor_port, folder / "floor.log", cores[0])
    return Servers(stack.enter_context(hub), stack.enter_context(floor), comers)


def _fill(url: str) -> Comers:
    engine = open_database(url)
    passwords = Passwords(load_secrets(url).pepper, HashCost())
    with writing(engine) as connection:
        populate(connection, datetime.now(UTC), SEED)
        comers = let_in(connection, passwords, datetime.now(UTC), SEED)
    engine.dispose()
    return comers


async def _measure(servers: Servers, repeats: int, say: Say) -> list[Figure]:
    await expect_same_answers(servers.hub.url, servers.floor.url, servers.comers.readers)
    found = []
    for name, lanes in (("hub.list_rps", _lists), ("hub.detail_rps", _details)):
        say(f"{name}: floor and hub in turn, {repeats} times {WINDOW_S} s each")
        found.append(await _rates(name, servers, lanes, repeats, say))
    say(f"hub.read_p99_under_sign_in: {repeats} times {READERS_WINDOW_S:.0f} s without and with sign-ins")
    return [*found, await _readers(servers, repeats, say)]


async def _rates(
    name: str, servers: Servers, lanes: Callable[[list[Reader]], list[Lane]], repeats: int, say: Say
) -> Figure:
    found: dict[Served, list[float]] = {servers.floor: [], servers.hub: []}
    cost: dict[Served, list[float]] = {servers.floor: [], servers.hub: []}
    for served in found:
        await throughput(served.url, lanes(servers.comers.readers), WARM_S)
    for _ in range(repeats):
        for served, rates in found.items():
            used = cpu_seconds(family(served.pid))
            one = await throughput(served.url, lanes(servers.comers.readers), WINDOW_S)
            if one.client_busy > CLIENT_BUSY:
                raise Failure(f"{name}: the client was busy {one.client_busy:.0%} of the time")
            rates.append(one.per_second)
            cost[served].append((cpu_seconds(family(served.pid)) - used) / one.answers * 1000)
    hub, floor = median(cost[servers.hub]), median(cost[servers.floor])
    say(f"  of a core an answer takes {hub:.2f} ms, the floor {floor:.2f} ms: 1 to {hub / floor:.2f}")
    return side_by_side(name, "1/s", found[servers.hub], FLOOR, found[servers.floor])


async def _readers(servers: Servers, repeats: int, say: Say) -> Figure:
    alone, among = [], []
    for _ in range(repeats):
        stolen = Stolen()
        alone.append(await _p99_ms(servers))
        async with crowd(servers.hub.url, servers.comers.guests) as people:
            among.append(await _p99_ms(servers))
            rate = people.per_second()
        say(
            f"  p99 {alone[-1]:.1f} ms alone, {among[-1]:.1f} ms among {rate:.0f} sign-ins a second; "
            f"the host took {stolen.share():.1%} of both cores' time"
        )
    return side_by_side("hub.read_p99_under_sign_in", "ms", among, ALONE, alone)


async def _p99_ms(servers: Servers) -> float:
    """Of lists and orders in turn, asked for at fixed times."""
    found = await latencies(servers.hub.url, _mixed(servers.comers.readers), READERS_WINDOW_S, READER_EVERY_S)
    return percentile(found, 0.99) * 1000


def _lists(readers: list[Reader]) -> list[Lane]:
    return _lanes([[reader.asks_list()] for reader in readers])


def _details(readers: list[Reader]) -> list[Lane]:
    return _lanes([[reader.asks_order(order_no) for order_no in reader.order_nos] for reader in readers])


def _mixed(readers: list[Reader]) -> list[Lane]:
    return _lanes(
        [
            [
                request
                for order_no in reader.order_nos
                for request in (reader.asks_list(), reader.asks_order(order_no))
            ]
            for reader in readers
        ]
    )


def _lanes(requests: list[list[bytes]]) -> list[Lane]:
    """Deal the readers out to the connections."""
    return [
        cycle([request for asked in requests[lane::CONNECTIONS] for request in asked])
        for lane in range(CONNECTIONS)
    ]
