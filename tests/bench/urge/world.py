"""Who takes part: customers at terminals who urge, and employees whose pages are open."""

import json
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from sqlalchemy import Connection, insert, select

from services.contracts.urges import IDEMPOTENCY_HEADER
from services.hub.domain.posts import Post
from services.hub.domain.terms import OrderState, Side, StageState
from services.hub.secrets import load_secrets, token_hash
from services.hub.settings import HashCost
from services.hub.store.engine import reading, writing
from services.hub.store.models import Employee, FlowStage, Order, OrderStage, StaffSession
from services.hub.usecases.hashing import Passwords
from services.hub.usecases.load_data import open_database
from tests.bench.bulk import put
from tests.bench.hub.comers import Reader, let_in
from tests.bench.hub.population import company_of, populate

CUSTOMERS = 400
"""With ten orders each; forty of them stand at terminals."""


@dataclass(frozen=True)
class World:
    """A database with people who are signed in."""

    url: str
    readers: list[Reader]
    pages: list[str]
    """The sessions of employees who may see every item, one for each page."""

    def urges(self) -> Iterator[bytes]:
        """Requests that each urge another stage, of whichever terminal's customer."""
        by_order = _urgeable(self.url)
        for reader in self.readers:
            for order_no in reader.order_nos:
                for stage in by_order.get(order_no, ()):
                    yield _urge(reader, order_no, stage)


def filled(url: str, secret: Path, pages: int, seed: int) -> World:
    """Fill a new database."""
    engine = open_database(url)
    now = datetime.now(UTC)
    passwords = Passwords(load_secrets(url, secret).pepper, HashCost())
    with writing(engine) as connection:
        populate(connection, now, seed, customers=CUSTOMERS)
        comers = let_in(connection, passwords, now, seed, customers=CUSTOMERS)
        tokens = _open_pages(connection, pages, now)
    engine.dispose()
    return World(url, comers.readers, tokens)


def _open_pages(connection: Connection, pages: int, now: datetime) -> list[str]:
    """A dispatcher who is signed in so many times: each of the pages is told of every item."""
    company = company_of(connection)
    who = {
        "company_id": company,
        "staff_no": "9001",
        "name": "调度员",
        "posts": Post.DISPATCHER.value,
        "active": True,
        "password_hash": "",
        "must_change": False,
        "code_nonce": "",
        "created_at": now,
    }
    added = insert(Employee).values(who)
    employee = connection.execute(added.returning(Employee.id)).scalar_one()
    tokens = [secrets.token_urlsafe(32) for _ in range(pages)]
    rows = ({"token_hash": token_hash(token)} for token in tokens)
    put(connection, StaffSession, rows, employee_id=employee, owed="", started_at=now, seen_at=now)
    return tokens


def _urgeable(url: str) -> dict[str, list[int]]:
    """The stages that can be urged and whose handlers can be told, by order."""
    running = (
        select(Order.order_no, OrderStage.id)
        .join(OrderStage, OrderStage.order_id == Order.id)
        .join(FlowStage, FlowStage.id == OrderStage.flow_stage_id)
        .where(
            Order.state == OrderState.RUNNING.value,
            OrderStage.state == StageState.CURRENT.value,
            FlowStage.side != Side.CUSTOMER.value,
            OrderStage.handler_id.is_not(None),
        )
    )
    found: dict[str, list[int]] = {}
    engine = open_database(url)
    with reading(engine) as connection:
        for order_no, stage in connection.execute(running):
            found.setdefault(order_no, []).append(stage)
    engine.dispose()
    return found


def _urge(reader: Reader, order_no: str, stage: int) -> bytes:
    body = json.dumps({"kind": "urge", "stage_id": str(stage)}).encode()
    asked = reader.at.request("POST", f"/orders/{order_no}/urges", token=reader.token, body=body)
    head, _, rest = asked.partition(b"\r\n")
    return b"\r\n".join([head, f"{IDEMPOTENCY_HEADER}: {uuid4()}".encode(), rest])
