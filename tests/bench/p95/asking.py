"""Terminals in use: at each a customer who asks for the list or one of its orders, again and again."""

import asyncio
import json
import random
import time
from collections import defaultdict
from collections.abc import Sequence

from tests.bench.hub.comers import Guest, Reader
from tests.bench.hub.crowd import CREATED
from tests.bench.hub.load import Answer, BadAnswer, Connection, connect

LIST, DETAIL = "list", "detail"

Waits = dict[str, list[float]]
"""For each kind of question the seconds from the moment at which it was due to its whole answer."""


async def waits(urls: Sequence[str], guests: Sequence[Guest], seconds: float, every_s: float) -> Waits:
    """All sign in, dealt out to the hubs; then each asks once in every `every_s`, at some moment of it.

    For the list and for one of its orders in turn, over one connection. A slow answer makes the next one
    late, and that counts.

    Raises BadAnswer when anything is refused.
    """
    dice = random.Random(len(guests))
    connections = [await connect(urls[place % len(urls)]) for place in range(len(guests))]
    found: Waits = defaultdict(list)
    try:
        readers = [await _signed_in(*pair) for pair in zip(connections, guests, strict=True)]
        start = time.perf_counter()
        times = round(seconds / every_s)
        await asyncio.gather(
            *(
                _ask(connection, reader, _moments(start, times, every_s, dice), dice, found)
                for connection, reader in zip(connections, readers, strict=True)
            )
        )
    finally:
        for connection in connections:
            connection.close()
    return found


async def _signed_in(connection: Connection, guest: Guest) -> Reader:
    answer = _expected(CREATED, await connection.ask(guest.asks_in()))
    return Reader(guest.at, json.loads(answer.body)["token"], ())


def _moments(start: float, times: int, every_s: float, dice: random.Random) -> list[float]:
    return [start + every_s * (place + dice.random()) for place in range(times)]


async def _ask(
    connection: Connection, reader: Reader, moments: list[float], dice: random.Random, found: Waits
) -> None:
    listed: list[str] = []
    for place, due in enumerate(moments):
        kind = DETAIL if place % 2 and listed else LIST
        request = reader.asks_order(dice.choice(listed)) if kind == DETAIL else reader.asks_list()
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        answer = _expected(200, await connection.ask(request))
        found[kind].append(time.perf_counter() - due)
        if kind == LIST and not listed:
            listed = [order["order_no"] for order in json.loads(answer.body)["orders"]]


def _expected(status: int, answer: Answer) -> Answer:
    if answer.status != status:
        raise BadAnswer(f"status {answer.status}: {answer.body[:300].decode(errors='replace')}")
    return answer
