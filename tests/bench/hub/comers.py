"""Who comes to the hub under load: customers in a session at a terminal, and customers who sign in there."""

import json
import random
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from services.contracts.terminals import KIOSK_ID_HEADER, KIOSK_KEY_HEADER
from services.hub.secrets import token_hash
from services.hub.store.models import Credential, Kiosk, Order, Session
from services.hub.usecases.hashing import Passwords
from tests.bench.bulk import put
from tests.bench.hub.population import CUSTOMERS, HALL, account_no, company_of

COMERS = 40
PASSWORD = "274951"
API = "/api/v1"


@dataclass(frozen=True)
class Terminal:
    """An enrolled terminal."""

    kiosk_id: str
    key: str

    def request(self, method: str, path: str, *, token: str = "", body: bytes = b"") -> bytes:
        """A request of this terminal as bytes."""
        lines = [
            f"{method} {API}{path} HTTP/1.1",
            "Host: 127.0.0.1",
            f"{KIOSK_ID_HEADER}: {self.kiosk_id}",
            f"{KIOSK_KEY_HEADER}: {self.key}",
        ]
        lines += [f"Authorization: Bearer {token}"] if token else []
        lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"] if body else []
        return "\r\n".join([*lines, "", ""]).encode() + body


@dataclass(frozen=True)
class Reader:
    """A customer in a session at a terminal, with the orders that they may open."""

    at: Terminal
    token: str
    order_nos: tuple[str, ...]

    def asks_list(self) -> bytes:
        """For the list."""
        return self.at.request("GET", "/orders", token=self.token)

    def asks_order(self, order_no: str) -> bytes:
        """For one order."""
        return self.at.request("GET", f"/orders/{order_no}", token=self.token)


@dataclass(frozen=True)
class Guest:
    """A customer who is about to sign in at a terminal."""

    at: Terminal
    account_no: str

    def asks_in(self) -> bytes:
        """For a session."""
        words = {"kind": "number", "number": self.account_no, "password": PASSWORD}
        return self.at.request("POST", "/sessions", body=json.dumps(words).encode())


@dataclass(frozen=True)
class Comers:
    """All of them."""

    readers: list[Reader]
    guests: list[Guest]


def let_in(
    connection: Connection, passwords: Passwords, now: datetime, seed: int, *, customers: int = CUSTOMERS
) -> Comers:
    """Put them into the tables: 40 terminals with a reader and a guest each."""
    chosen = random.Random(seed).sample(range(1, customers + 1), 2 * COMERS)
    terminals = enrol(connection, COMERS, now)
    readers = _sit_down(connection, terminals, chosen[:COMERS], now)
    coming = chosen[COMERS:]
    give_password(connection, passwords, coming, now)
    return Comers(
        readers, [Guest(at, account_no(guest)) for at, guest in zip(terminals, coming, strict=True)]
    )


def enrol(connection: Connection, count: int, now: datetime) -> list[Terminal]:
    """Terminals that the hub knows."""
    terminals = [Terminal(f"kiosk-{number:04d}", secrets.token_urlsafe(32)) for number in range(count)]
    rows = (
        {"id": number, "kiosk_id": each.kiosk_id, "key_hash": token_hash(each.key)}
        for number, each in enumerate(terminals, 1)
    )
    put(connection, Kiosk, rows, company_id=company_of(connection), hall_id=HALL, enrolled_at=now)
    return terminals


def give_password(
    connection: Connection, passwords: Passwords, customers: Iterable[int], now: datetime
) -> None:
    """Let these customers sign in with PASSWORD."""
    rows = ({"customer_id": each} for each in customers)
    put(
        connection,
        Credential,
        rows,
        password_hash=passwords.hash(PASSWORD),
        must_change=False,
        changed_at=now,
    )


def _sit_down(
    connection: Connection, terminals: list[Terminal], customers: list[int], now: datetime
) -> list[Reader]:
    """One customer at each terminal. A session ends three minutes after its last request."""
    readers = [
        Reader(at, secrets.token_urlsafe(32), _order_nos(connection, customer))
        for at, customer in zip(terminals, customers, strict=True)
    ]
    rows = (
        {"kiosk_id": place, "customer_id": customer, "token_hash": token_hash(reader.token)}
        for place, (customer, reader) in enumerate(zip(customers, readers, strict=True), 1)
    )
    put(connection, Session, rows, must_change=False, started_at=now, seen_at=now)
    return readers


def _order_nos(connection: Connection, customer: int) -> tuple[str, ...]:
    return tuple(connection.execute(select(Order.order_no).where(Order.customer_id == customer)).scalars())
