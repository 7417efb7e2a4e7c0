"""A lean HTTP/1.1 client that keeps connections busy, so that the server and not the client is measured.

Requests are bytes made beforehand; of an answer only its status and its length are read.
"""

import asyncio
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from tests.bench.machine import Failure

_END_OF_HEAD = b"\r\n\r\n"
_LENGTH = b"content-length:"
CLIENT_BUSY = 0.85
"""With more of its core in use than this, the client may be what is measured."""


class BadAnswer(Failure):
    """The server answered something else than it was asked for."""


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    body: bytes


@dataclass(frozen=True)
class Throughput:
    """How many answers in how many seconds, and what share of its core the client used."""

    answers: int
    seconds: float
    client_busy: float

    @property
    def per_second(self) -> float:
        """Answers a second."""
        return self.answers / self.seconds


class Connection(asyncio.Protocol):
    """One connection that is kept alive; one request at a time."""

    def __init__(self) -> None:
        self._got = bytearray()
        self._waiting: asyncio.Future[Answer] | None = None
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def connection_lost(self, exc: Exception | None) -> None:
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_exception(exc or ConnectionResetError("the server hung up"))

    def data_received(self, data: bytes) -> None:
        self._got += data
        head = self._got.find(_END_OF_HEAD)
        if head < 0 or self._waiting is None or self._waiting.done():  # done: nobody waits any longer
            return
        start = head + len(_END_OF_HEAD)
        end = start + _content_length(self._got[:head])
        if len(self._got) >= end:
            answer = Answer(int(self._got[9:12]), bytes(self._got[start:end]))
            del self._got[:end]
            self._waiting.set_result(answer)

    async def ask(self, request: bytes) -> Answer:
        """Send, and wait for the whole answer. Raises OSError when the server hangs up."""
        if self._transport is None or self._transport.is_closing():
            raise ConnectionResetError("the server hung up")
        self._waiting = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return await self._waiting

    def close(self) -> None:
        """Hang up."""
        if self._transport is not None:
            self._transport.close()


async def connect(url: str) -> Connection:
    """A connection to the server that `url` names."""
    where = urlsplit(url)
    loop = asyncio.get_running_loop()
    _, connection = await loop.create_connection(Connection, where.hostname or "", where.port or 80)
    return connection


async def throughput(url: str, lanes: Sequence[Iterator[bytes]], seconds: float) -> Throughput:
    """Each lane is a connection that sends its next request as soon as the last is answered.

    Raises BadAnswer for any status but 200.
    """
    connections = [await connect(url) for _ in lanes]
    try:
        start, cpu = time.perf_counter(), time.process_time()
        counts = await asyncio.gather(
            *(_keep_asking(*pair, start + seconds) for pair in zip(connections, lanes, strict=True))
        )
        took, used = time.perf_counter() - start, time.process_time() - cpu
    finally:
        for connection in connections:
            connection.close()
    return Throughput(sum(counts), took, used / took)


async def latencies(
    url: str, lanes: Sequence[Iterator[bytes]], seconds: float, every_s: float
) -> list[float]:
    """Each lane asks every `every_s` seconds, in turn; the seconds from when that was due to the answer.

    A slow answer makes the next ones late, and their waiting counts. Raises BadAnswer for any status but 200.
    """
    connections = [await connect(url) for _ in lanes]
    start = time.perf_counter()
    try:
        answers = await asyncio.gather(
            *(
                _ask_on_time(*pair, start + every_s * index / len(lanes), start + seconds, every_s)
                for index, pair in enumerate(zip(connections, lanes, strict=True))
            )
        )
    finally:
        for connection in connections:
            connection.close()
    return [latency for lane in answers for latency in lane]


async def _keep_asking(connection: Connection, requests: Iterator[bytes], until: float) -> int:
    count = 0
    while time.perf_counter() < until:
        _expect_ok(await connection.ask(next(requests)))
        count += 1
    return count


async def _ask_on_time(
    connection: Connection, requests: Iterator[bytes], due: float, until: float, every_s: float
) -> list[float]:
    found = []
    while due < until:
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        _expect_ok(await connection.ask(next(requests)))
        found.append(time.perf_counter() - due)
        due += every_s
    return found


def _expect_ok(answer: Answer) -> None:
    if answer.status != 200:
        raise BadAnswer(f"status {answer.status}: {answer.body[:300].decode(errors='replace')}")


def _content_length(head: bytearray) -> int:
    for line in head.lower().split(b"\r\n"):
        if line.startswith(_LENGTH):
            return int(line[len(_LENGTH) :])
    return 0
