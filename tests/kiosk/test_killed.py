"""kill -9 in the midst of urging: what was committed reaches the hub exactly once, and nothing else does.

20 moments for the terminal and 20 for the hub; with LONG=1 500 and 500, by the seed in SEED.
"""

import os
import random
import shutil
import socket
import sqlite3
import threading
import time
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Connection, insert, select

from kiosk.ports import HubAway, HubRefused
from services.clients.hub import HttpHub, HubErrors
from services.clients.transport import Line
from services.contracts.orders import StageState
from services.contracts.sessions import SignInRequest
from services.hub.store.engine import writing
from services.hub.store.models import Order, OrderStage
from tests.conftest import LONG
from tests.kiosk.dying import Dying, hub, terminal
from tests.services.hub.running import HandClock, RunningHub, running_hub
from tests.services.hub.seeding import PASSWORD

MOMENTS = 500 if LONG else 20
SEED = int(os.environ.get("SEED", "20261122"))
Item = tuple[str, str, str, str]
"""Key, order, stage, permit."""


@dataclass(frozen=True)
class Prepared:
    """A hub's database, a terminal that it knows, and urges that it will take, each for its own stage."""

    database: Path
    line: Line
    items: list[Item]

    def copy(self, folder: Path) -> "Prepared":
        for file in self.database.parent.iterdir():
            shutil.copy(file, folder)
        return Prepared(folder / self.database.name, self.line, self.items)


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    folder = tmp_path_factory.mktemp("prepared")
    with running_hub(folder, HandClock(datetime.now(UTC))) as running:
        with writing(running.engine) as connection:
            for at in range(MOMENTS + 1):
                copy_order(connection, running, at)
        errors = HubErrors(HubAway, HubRefused)
        enrolled = HttpHub(lambda: Line(running.url), errors).enrol(running.enrolment_code())
        line = Line(running.url, enrolled.kiosk_id, enrolled.key)
        client = HttpHub(lambda: line, errors)
        asked = SignInRequest(number=running.seeded.person.account_no, password=PASSWORD)
        token = client.sign_in(asked).token
        items = [item_of(client, token, at) for at in range(MOMENTS + 1)]
    return Prepared(folder / "hub.db", line, items)


def copy_order(connection: Connection, running: RunningHub, at: int) -> None:
    """Another order like the running one, in the same stage."""
    running_id = running.seeded.orders["running"].id
    order = dict(connection.execute(select(Order.__table__).where(Order.id == running_id)).one()._mapping)
    of_order = select(OrderStage.__table__).where(OrderStage.order_id == running_id)
    stages = [dict(row._mapping) for row in connection.execute(of_order)]
    del order["id"]
    order["order_no"] = f"KILL{at:06d}"
    new_id = connection.execute(insert(Order).values(**order).returning(Order.id)).scalar_one()
    for stage in stages:
        del stage["id"]
        connection.execute(insert(OrderStage).values(**stage | {"order_id": new_id}))


def item_of(client: HttpHub, token: str, at: int) -> Item:
    order = client.order(token, f"KILL{at:06d}")
    stage = next(stage for stage in order.stages if stage.state is StageState.CURRENT)
    return f"key-{at:06d}", order.order_no, stage.stage_id, stage.permit or ""


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def keys(database: Path, statement: str) -> list[str]:
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as rows:
        return [row[0] for row in rows.execute(statement)]


class Hall:
    """A hub and a terminal that can be killed, over files of their own."""

    def __init__(self, prepared: Prepared, folder: Path) -> None:
        self.prepared = prepared.copy(folder)
        self.data = folder / "terminal"
        self.port = free_port()
        self.random = random.Random(SEED)

    def start_hub(self) -> Dying:
        started = Dying(hub, f"sqlite:///{self.prepared.database}", self.port)
        assert started.hear() == f"http://127.0.0.1:{self.port}"
        return started

    def start_terminal(self, items: list[Item]) -> Dying:
        line = replace(self.prepared.line, url=f"http://127.0.0.1:{self.port}")
        started = Dying(terminal, self.data, line, items)
        assert started.hear() == "begun"
        return started

    def give_it(self, longest_s: float) -> None:
        """A random time in which it may come as far as it comes; half of them are early."""
        threading.Event().wait(self.random.random() ** 2 * longest_s)

    def check(self, promised: list[str]) -> int:
        """How many urges there are: each committed one exactly once, all that were promised among them."""
        committed = keys(self.data / "journal.db", "SELECT key FROM outbox")
        unsent = keys(self.data / "journal.db", "SELECT key FROM outbox WHERE state <> 'sent'")
        stored = keys(self.prepared.database, "SELECT key FROM urges")
        assert unsent == []
        assert sorted(stored) == sorted(committed)
        assert len(set(stored)) == len(stored)
        assert set(promised) <= set(committed)
        assert list(self.data.glob("*.broken-*")) == []
        return len(stored)


@pytest.fixture
def hall(prepared: Prepared, tmp_path: Path) -> Hall:
    return Hall(prepared, tmp_path)


def test_the_terminal_is_killed(hall: Hall) -> None:
    serving = hall.start_hub()
    first, *others = hall.prepared.items
    began = time.monotonic()
    promised = [hall.start_terminal([first]).hear()]
    undisturbed_s = time.monotonic() - began
    for item in others:
        urging = hall.start_terminal([item])
        hall.give_it(1.5 * undisturbed_s)
        promised += urging.kill()
    hall.start_terminal([]).hear_the_rest()
    assert len(promised) <= hall.check(promised) <= MOMENTS + 1
    serving.kill()


def test_the_hub_is_killed(hall: Hall) -> None:
    serving = hall.start_hub()
    urging = hall.start_terminal(hall.prepared.items)
    for _ in range(MOMENTS):
        hall.give_it(0.05)
        serving.kill()
        serving = hall.start_hub()
    promised = urging.hear_the_rest()
    assert hall.check(promised) == len(promised) == MOMENTS + 1
    serving.kill()
