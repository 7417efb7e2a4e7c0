"""Forty people who sign in at once, again and again: as one comes in, the next one types."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from tests.bench.hub.comers import Guest
from tests.bench.hub.load import Answer, BadAnswer, Connection, connect

CREATED, BUSY = 201, 503


class Crowd:
    """Counts those who came in and those who were asked to try again."""

    def __init__(self) -> None:
        self.came_in = 0
        self.told_busy = 0
        self._first = asyncio.Event()
        self._since = 0.0

    def per_second(self) -> float:
        """Sign-ins a second since the first one."""
        return self.came_in / (time.perf_counter() - self._since)

    async def begun(self) -> None:
        """Wait for the first sign-in."""
        await self._first.wait()

    async def keep_coming(self, connection: Connection, guest: Guest) -> None:
        """One place in the crowd. Raises BadAnswer when a sign-in is refused."""
        while True:
            answer = await connection.ask(guest.asks_in())
            if answer.status == BUSY:
                self.told_busy += 1
                await asyncio.sleep(_patience_s(answer))
            elif answer.status == CREATED:
                self._count()
            else:
                raise BadAnswer(f"sign-in: {answer.status} {answer.body[:300].decode(errors='replace')}")

    def _count(self) -> None:
        if not self._first.is_set():
            self._first.set()
            self._since = time.perf_counter()
        self.came_in += 1


@asynccontextmanager
async def crowd(url: str, guests: Sequence[Guest]) -> AsyncIterator[Crowd]:
    """The crowd is at it inside, each guest over a connection of their own. Raises BadAnswer."""
    people = Crowd()
    connections = [await connect(url) for _ in guests]
    places = [
        asyncio.ensure_future(people.keep_coming(*pair)) for pair in zip(connections, guests, strict=True)
    ]
    try:
        await asyncio.wait(
            [asyncio.ensure_future(people.begun()), *places], return_when=asyncio.FIRST_COMPLETED
        )
        yield people
        for place in places:
            if place.done():
                place.result()
    finally:
        for place in places:
            place.cancel()
        await asyncio.gather(*places, return_exceptions=True)
        for connection in connections:
            connection.close()


def _patience_s(answer: Answer) -> float:
    return float(json.loads(answer.body)["retry_after"])
