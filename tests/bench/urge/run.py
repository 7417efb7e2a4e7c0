"""`make bench ONLY=urge`: from the touch on "urge" to the marks on open pages, and to the SMS gateway."""

import asyncio
import json
import os
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from statistics import median
from unittest.mock import patch
from urllib.parse import parse_qs, urlsplit

from services.sms_standin.gateway import Gateway, Reply
from services.sms_standin.server import serving
from tests.bench.figures import Figure, percentile
from tests.bench.hub.load import connect
from tests.bench.hub_process import free_port, hub_command, server
from tests.bench.machine import Failure, Stolen
from tests.bench.urge.pages import Pages, open_pages
from tests.bench.urge.world import World, filled
from tests.postgres.server import PostgresServer

SEED = 20261122
PAGES = 500
URGES_A_ROUND, EVERY_S = 40, 0.1
READY_S, PATIENCE_S = 60.0, 10.0
KEY_ID, SECRET = "bench", "a-secret-of-the-bench"

Say = Callable[[str], None]
Texts = dict[str, float]


def measure(repeats: int, say: Say) -> list[Figure]:
    """All figures of the urge's way."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        postgresql = PostgresServer(durable=True)
        stack.callback(postgresql.stop)
        gateway = stack.enter_context(serving(KEY_ID, SECRET))
        account = {"URL": gateway.url, "KEY_ID": KEY_ID, "SECRET": SECRET, "SIGN_NAME": "示范供电公司"}
        stack.enter_context(patch.dict(os.environ, {f"HUB_SMS_{name}": v for name, v in account.items()}))
        secret = folder / "hub.secret"
        world = filled(postgresql.new_database(), secret, PAGES, SEED)
        urls = []
        for number in (1, 2):
            port = free_port()
            command = hub_command(world.url, port, "--secret-file", str(secret))
            urls.append(stack.enter_context(server(command, port, folder / f"hub{number}.log")).url)
        say(f"urge.to_page, urge.to_sms: {PAGES} pages at two hubs, {repeats} times {URGES_A_ROUND} urges")
        return asyncio.run(_measure(urls, world, watched(gateway.gateway), repeats, say))


def watched(gateway: Gateway) -> Texts:
    """The moments (perf_counter) at which the gateway was first asked for each message, by our key."""
    asked, moments = gateway.ask, Texts()

    def ask(path: str, headers: Mapping[str, str], body: bytes) -> Reply:
        moment, said = time.perf_counter(), parse_qs(urlsplit(path).query + "&" + body.decode())
        moments.setdefault(said["OutId"][0], moment)
        return asked(path, headers, body)

    gateway.ask = ask  # type: ignore[method-assign]
    return moments


async def _measure(urls: list[str], world: World, texts: Texts, repeats: int, say: Say) -> list[Figure]:
    urges, to_page, to_sms = world.urges(), [], []
    async with open_pages(urls, world.pages, READY_S) as pages:
        for _ in range(repeats):
            stolen = Stolen()
            page, text = await _round(urls, urges, pages, texts)
            to_page.append(percentile(page, 0.99) * 1000)
            to_sms.append(percentile(text, 0.99) * 1000)
            say(
                f"  p99 {to_page[-1]:.0f} ms to the pages, {to_sms[-1]:.0f} ms to the gateway; "
                f"the host took {stolen.share():.1%} of both cores' time"
            )
    return [
        Figure("urge.to_page", median(to_page), "ms"),
        Figure("urge.to_sms", median(to_sms), "ms"),
    ]


async def _round(
    urls: list[str], urges: Iterator[bytes], pages: Pages, texts: Texts
) -> tuple[list[float], list[float]]:
    """Seconds from each touch to each page, and to the gateway. Raises Failure."""
    connections = [await connect(url) for url in urls]
    touched: dict[str, float] = {}
    asked = list(islice(urges, URGES_A_ROUND))
    if len(asked) < URGES_A_ROUND:
        raise Failure("there is nothing left to urge")
    for number, request in enumerate(asked):
        began = time.perf_counter()
        answer = await connections[number % len(connections)].ask(request)
        if answer.status != 201:
            raise Failure(f"status {answer.status}: {answer.body[:300].decode(errors='replace')}")
        touched[json.loads(answer.body)["urge_no"]] = began
        await asyncio.sleep(max(0.0, EVERY_S - (time.perf_counter() - began)))
    to_page = [
        moment - began
        for urge_no, began in touched.items()
        for moment in await pages.all_marked(urge_no, PATIENCE_S)
    ]
    for connection in connections:
        connection.close()
    return to_page, [moment - touched[urge_no] for urge_no, moment in (await _texts(texts, touched)).items()]


async def _texts(texts: Texts, urges: Iterable[str]) -> Texts:
    """When the text of each urge came to the gateway. Raises Failure when one doesn't."""
    ends, keys = (
        time.perf_counter() + PATIENCE_S,
        {f"{urge_no}-urge-to-handler": urge_no for urge_no in urges},
    )
    while keys.keys() - texts.keys():
        if time.perf_counter() > ends:
            raise Failure(f"{len(keys.keys() - texts.keys())} texts did not come to the gateway")
        await asyncio.sleep(0.05)
    return {urge_no: texts[key] for key, urge_no in keys.items()}
