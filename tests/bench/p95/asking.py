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
NOTHING = "nothing"
"""What a hub answers without its database: that takes as long as the machine has other things to do."""
_ASKS_NOTHING = b"GET /healthz/alive HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
_NOTHING_EVERY_S = 0.1

Waits = dict[str, list[float]]
"""For each kind of question the seconds from the moment at which it was due to its whole answer."""


async def waits(urls: Sequence[str], guests: Sequence[Guest], seconds: float, every_s: float) -> Waits:
    """All sign in, dealt out to the hubs; then each asks once in every `every_s`, at some moment of it.

    For the list and for one of its orders in turn, over one connection. A slow answer makes the next one
    late, and that counts. Beside them each hub is asked for nothing ten times a second.

    Raises BadAnswer when anything is refused.
    """
    dice = random.Random(len(guests))
    connections = [await connect(urls[place % len(urls)]) for place in range(len(guests))]
    beside = [await connect(url) for url in urls]
    found: Waits = defaultdict(list)
    try:
        readers = [await _signed_in(*pair) for pair in zip(connections, guests, strict=True)]
        start = time.perf_counter()
        await asyncio.gather(
            *(
                _ask(connection, reader, _moments(start, seconds, every_s, dice), dice, found)
                for connection, reader in zip(connections, readers, strict=True)
            ),
            *(
                _ask_for_nothing(connection, _moments(start, seconds, _NOTHING_EVERY_S, dice), found)
                for connection in beside
            ),
        )
    finally:
        for connection in [*connections, *beside]:
            connection.close()
    return found


async def _signed_in(connection: Connection, guest: Guest) -> Reader:
    answer = _expected(CREATED, await connection.ask(guest.asks_in()))
    return Reader(guest.at, json.loads(answer.body)["token"], ())


def _moments(start: float, seconds: float, every_s: float, dice: random.Random) -> list[float]:
    return [start + every_s * (place + dice.random()) for place in range(round(seconds / every_s))]


async def _ask(
    connection: Connection, reader: Reader, moments: list[float], dice: random.Random, found: Waits
) -> None:
    listed: list[str] = []
    for place, due in enumerate(moments):
        kind = DETAIL if place % 2 and listed else LIST
        request = reader.asks_order(dice.choice(listed)) if kind == DETAIL else reader.asks_list()
        answer = await _ask_at(due, connection, request, found[kind])
        if kind == LIST and not listed:
            listed = [order["order_no"] for order in json.loads(answer.body)["orders"]]


async def _ask_for_nothing(connection: Connection, moments: list[float], found: Waits) -> None:
    for due in moments:
        await _ask_at(due, connection, _ASKS_NOTHING, found[NOTHING])


async def _ask_at(due: float, connection: Connection, request: bytes, waited: list[float]) -> Answer:
    await asyncio.sleep(max(0.0, due - time.perf_counter()))
    answer = _expected(200, await connection.ask(request))
    waited.append(time.perf_counter() - due)
    return answer


def _expected(status: int, answer: Answer) -> Answer:
    if answer.status != status:
        raise BadAnswer(f"status {answer.status}: {answer.body[:300].decode(errors='replace')}")
    return answer
