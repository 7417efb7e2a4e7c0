"""The client counts what a real server really answered."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import cycle

import pytest

from tests.bench.hub.load import BadAnswer, connect, latencies, throughput

ASK = b"GET /good HTTP/1.1\r\nHost: x\r\n\r\n"
ASK_BAD = b"GET /bad HTTP/1.1\r\nHost: x\r\n\r\n"
BODY = b"0123456789" * 1000


class Server:
    """Answers in small pieces; counts."""

    def __init__(self) -> None:
        self.answered = 0

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                request = await reader.readuntil(b"\r\n\r\n")
                status = b"200 OK" if b"/good" in request else b"503 Busy"
                writer.write(b"HTTP/1.1 " + status + b"\r\nContent-")
                await writer.drain()
                writer.write(b"Length: %d\r\n\r\n" % len(BODY) + BODY[:5])
                await writer.drain()
                writer.write(BODY[5:])
                self.answered += 1
        except asyncio.IncompleteReadError:
            writer.close()


@asynccontextmanager
async def serving() -> AsyncIterator[tuple[str, Server]]:
    counting = Server()
    server = await asyncio.start_server(counting.talk, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server:
        yield f"http://127.0.0.1:{port}", counting


def test_every_answer_is_counted_and_whole() -> None:
    async def body() -> None:
        async with serving() as (url, server):
            found = await throughput(url, [cycle([ASK])] * 3, 0.1)
            assert found.answers == server.answered > 3
            assert found.per_second == found.answers / found.seconds
            connection = await connect(url)
            assert (await connection.ask(ASK)).body == BODY
            assert (await connection.ask(ASK_BAD)).status == 503
            connection.close()

    asyncio.run(body())


def test_a_refusal_is_no_throughput() -> None:
    async def body() -> None:
        async with serving() as (url, _):
            with pytest.raises(BadAnswer, match="503"):
                await throughput(url, [cycle([ASK_BAD])], 5)

    asyncio.run(body())


def test_readers_ask_as_often_as_they_should() -> None:
    async def body() -> None:
        async with serving() as (url, server):
            found = await latencies(url, [cycle([ASK])] * 4, 0.19, 0.05)
            assert len(found) == server.answered == 16
            assert all(latency > 0 for latency in found)

    asyncio.run(body())
