"""Who comes to the hub under load: customers in a session at a terminal, and customers who sign in there."""

import json
import random
import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from services.contracts.terminals import KIOSK_ID_HEADER, KIOSK_KEY_HEADER
from services.hub.secrets import token_hash
from services.hub.store.models import Credential, Kiosk, Order, Session
from services.hub.usecases.hashing import Passwords
from tests.bench.hub.population import CUSTOMERS, HALL, account_no, company_of, put

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
    """Put them into the tables: 40 terminals with a reader and a guest each. A session ends three minutes
    after its last request.
    """
    chosen = random.Random(seed).sample(range(1, customers + 1), 2 * COMERS)
    reading, coming = chosen[:COMERS], chosen[COMERS:]
    terminals = [Terminal(f"kiosk-{number:04d}", secrets.token_urlsafe(32)) for number in range(COMERS)]
    readers = [
        Reader(at, secrets.token_urlsafe(32), _order_nos(connection, customer))
        for at, customer in zip(terminals, reading, strict=True)
    ]
    places = {"company_id": company_of(connection), "hall_id": HALL, "enrolled_at": now}
    put(connection, Kiosk, ({"id": i, **_known(at)} for i, at in enumerate(terminals, 1)), **places)
    sessions = (
        {"kiosk_id": place, "customer_id": customer, "token_hash": token_hash(reader.token)}
        for place, (customer, reader) in enumerate(zip(reading, readers, strict=True), 1)
    )
    put(connection, Session, sessions, must_change=False, started_at=now, seen_at=now)
    credentials = (
        {"customer_id": customer, "password_hash": passwords.hash(PASSWORD)} for customer in coming
    )
    put(connection, Credential, credentials, must_change=False, changed_at=now)
    guests = [Guest(at, account_no(customer)) for at, customer in zip(terminals, coming, strict=True)]
    return Comers(readers, guests)


def _known(terminal: Terminal) -> dict[str, object]:
    return {"kiosk_id": terminal.kiosk_id, "key_hash": token_hash(terminal.key)}


def _order_nos(connection: Connection, customer: int) -> tuple[str, ...]:
    return tuple(connection.execute(select(Order.order_no).where(Order.customer_id == customer)).scalars())
