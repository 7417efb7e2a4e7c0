"""The floor answers what the hub answers, over a small company of the same kind as the benchmark's."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from sqlalchemy import Engine

from services.contracts.orders import OrderDetail, OrderList
from services.hub.secrets import load_secrets
from services.hub.server import HubServer
from services.hub.settings import HashCost, Settings
from services.hub.store.engine import writing
from services.hub.usecases.hashing import Passwords
from tests.bench.hub.comers import COMERS, PASSWORD, Comers, Reader, Terminal, let_in
from tests.bench.hub.floor_answers import Answers, NotAllowed, open_database
from tests.bench.hub.population import ORDERS_EACH, populate
from tests.bench.hub.same import Different, expect_same

CUSTOMERS = 2 * COMERS
CHEAP = HashCost(memory_kib=8, passes=1)


@contextmanager
def company(folder: Path) -> Iterator[tuple[str, Comers]]:
    """A hub that runs over it, and who comes."""
    url = f"sqlite:///{folder / 'hub.db'}"
    server = HubServer(Settings(url, hash_cost=CHEAP))
    comers = fill(server.engine, url)
    thread = server.start()
    try:
        yield server.url, comers
    finally:
        server.stop()
        thread.join()


def fill(engine: Engine, url: str) -> Comers:
    now = datetime.now(UTC)
    with writing(engine) as connection:
        populate(connection, now, 7, customers=CUSTOMERS)
        passwords = Passwords(load_secrets(url).pepper, CHEAP)
        return let_in(connection, passwords, now, 7, customers=CUSTOMERS)


def ask(url: str, method: str, path: str, at: Terminal, token: str = "", body: object = None) -> Any:
    connection = HTTPConnection(urlsplit(url).netloc)
    headers = {"Kiosk-Id": at.kiosk_id, "Kiosk-Key": at.key}
    headers |= {"Authorization": f"Bearer {token}"} if token else {}
    connection.request(method, f"/api/v1{path}", None if body is None else json.dumps(body), headers)
    answer = connection.getresponse()
    found = json.loads(answer.read())
    connection.close()
    assert answer.status in (200, 201), found
    return found


def test_the_floor_answers_as_the_hub(tmp_path: Path) -> None:
    with company(tmp_path) as (url, comers):
        floor = Answers(open_database(str(tmp_path / "hub.db")), lambda *_: None)
        for reader in comers.readers[::8]:
            compare(url, floor, reader)
        words = {"kind": "number", "number": comers.guests[0].account_no, "password": PASSWORD}
        assert ask(url, "POST", "/sessions", comers.guests[0].at, body=words)["token"]


def compare(url: str, floor: Answers, reader: Reader) -> None:
    at, token = reader.at, reader.token
    listed = ask(url, "GET", "/orders", at, token)
    assert len(OrderList.model_validate(listed).orders) == ORDERS_EACH
    expect_same(listed, json.loads(floor.orders(at.kiosk_id, at.key, token)))
    for order_no in reader.order_nos:
        shown = ask(url, "GET", f"/orders/{order_no}", at, token)
        OrderDetail.model_validate(shown)
        expect_same(shown, json.loads(floor.order(at.kiosk_id, at.key, token, order_no)))


def test_the_floor_lets_nobody_in_whom_the_hub_would_refuse(tmp_path: Path) -> None:
    with company(tmp_path) as (_, comers):
        floor = Answers(open_database(str(tmp_path / "hub.db")), lambda *_: None)
        one, other = comers.readers[:2]
        for kiosk, key, token in (
            (one.at.kiosk_id, one.at.key, other.token),
            (one.at.kiosk_id, other.at.key, one.token),
            ("nobody", one.at.key, one.token),
            (one.at.kiosk_id, one.at.key, ""),
        ):
            with pytest.raises(NotAllowed):
                floor.orders(kiosk, key, token)
        with pytest.raises(NotAllowed):
            floor.order(one.at.kiosk_id, one.at.key, one.token, other.order_nos[0])


def test_a_difference_is_named() -> None:
    expect_same({"stages": [{"permit": "a"}]}, {"stages": [{"permit": "b"}]})
    with pytest.raises(Different, match=r"answer\.stages\[0\]\.late: True and False"):
        expect_same({"stages": [{"late": True}]}, {"stages": [{"late": False}]})
    with pytest.raises(Different, match="only one has"):
        expect_same({"account": None}, {})
