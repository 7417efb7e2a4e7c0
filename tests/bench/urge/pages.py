"""Many open pages: each keeps a stream of its own, and notes when an item's mark came."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

from tests.bench.machine import Failure


class Pages:
    """They are all open, and listen."""

    def __init__(self) -> None:
        self.marks: dict[str, list[float]] = {}
        """For each item the moments (perf_counter) at which the pages were told of it."""
        self._marked = asyncio.Condition()
        self._count = 0

    async def all_marked(self, item: str, within_s: float) -> list[float]:
        """The moments, once every page has its mark. Raises Failure when they don't come."""

        def marked() -> bool:
            return len(self.marks.get(item, ())) >= self._count

        try:
            async with asyncio.timeout(within_s), self._marked:
                await self._marked.wait_for(marked)
        except TimeoutError as error:
            got = len(self.marks.get(item, ()))
            raise Failure(f"only {got} of {self._count} pages were told of {item}") from error
        return self.marks[item]

    async def listen(self, url: str, token: str) -> None:
        """One more page, until the hub ends its stream."""
        where = urlsplit(url)
        reader, writer = await asyncio.open_connection(where.hostname, where.port)
        try:
            asked = f"GET /staff/live?since=999999999 HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: staff={token}"
            writer.write(f"{asked}\r\n\r\n".encode())
            status = await reader.readline()
            if b" 200 " not in status:
                raise Failure(f"no stream: {status.decode(errors='replace')}")
            while not (await reader.readline()).startswith(b"retry:"):
                pass
            self._count += 1
            async for line in reader:
                if line.startswith(b"data: {"):
                    await self._mark(json.loads(line[6:])["item"])
        finally:
            writer.close()

    async def _mark(self, item: str) -> None:
        moments = self.marks.setdefault(item, [])
        moments.append(time.perf_counter())
        if len(moments) >= self._count:
            async with self._marked:
                self._marked.notify_all()

    async def wait_until_open(self, count: int, within_s: float) -> None:
        """Until so many listen. Raises Failure."""
        ends = time.perf_counter() + within_s
        while self._count < count:
            if time.perf_counter() > ends:
                raise Failure(f"only {self._count} of {count} pages were opened")
            await asyncio.sleep(0.05)


@asynccontextmanager
async def open_pages(urls: Sequence[str], tokens: Sequence[str], within_s: float) -> AsyncIterator[Pages]:
    """A page for each session, dealt out to the hubs; closed in the end."""
    pages = Pages()
    open_now = [
        asyncio.create_task(pages.listen(urls[at % len(urls)], token)) for at, token in enumerate(tokens)
    ]
    try:
        await pages.wait_until_open(len(tokens), within_s)
        yield pages
    finally:
        for one in open_now:
            one.cancel()
        await asyncio.gather(*open_now, return_exceptions=True)
