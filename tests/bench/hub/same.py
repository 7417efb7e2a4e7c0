"""Whether the floor answers what the hub answers: without that its speed would mean nothing."""

import json
from typing import Any

from tests.bench.hub.comers import Reader
from tests.bench.hub.load import connect
from tests.bench.machine import Failure


class Different(Failure):
    """The two answers differ; says where."""


async def expect_same_answers(one: str, other: str, readers: list[Reader]) -> None:
    """Ask both servers for every reader's list and orders. Raises Different.

    A permit is a signed word that holds the moment, so only its being there is compared.
    """
    connections = await connect(one), await connect(other)
    for reader in readers:
        for request in (reader.asks_list(), *(reader.asks_order(order_no) for order_no in reader.order_nos)):
            answers = [await connection.ask(request) for connection in connections]
            statuses = [answer.status for answer in answers]
            if statuses != [200, 200]:
                raise Different(f"statuses {statuses}: {answers[0].body[:300]!r}")
            expect_same(*(json.loads(answer.body) for answer in answers))
    for connection in connections:
        connection.close()


def expect_same(one: Any, other: Any, path: str = "answer") -> None:
    """Raises Different, which names the place."""
    if isinstance(one, dict) and isinstance(other, dict):
        if one.keys() != other.keys():
            raise Different(f"{path}: only one has {sorted(one.keys() ^ other.keys())}")
        for name in one:
            expect_same(one[name], other[name], f"{path}.{name}")
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for index, pair in enumerate(zip(one, other, strict=True)):
            expect_same(*pair, f"{path}[{index}]")
    elif path.endswith(".permit") and isinstance(one, str) and isinstance(other, str):
        return
    elif one != other:
        raise Different(f"{path}: {one!r} and {other!r}")
