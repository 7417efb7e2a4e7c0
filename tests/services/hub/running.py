"""A real hub for tests: uvicorn on a free port, a real database, and a clock that is turned by hand.

    with running_hub(tmp_path) as hub:
        kiosk = hub.enrol()
        hub.sign_in(kiosk, hub.seeded.person.account_no) ...

The schema and the data files are brought into one template of each kind for a process of tests; each hub gets
a copy.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import Engine, select

from services.contracts.terminals import KIOSK_ID_HEADER, KIOSK_KEY_HEADER
from services.hub.secrets import load_secrets
from services.hub.server import HubServer, open_database
from services.hub.settings import HashCost, Settings
from services.hub.store.engine import reading, writing
from services.hub.store.models import Hall
from services.hub.usecases.context import Hub
from services.hub.usecases.kiosks import new_enrolment_code
from tests.services.hub.databases import copied_database, lasting_database
from tests.services.hub.keeping import keeps_contract
from tests.services.hub.seeding import PASSWORD, Seeded, give_password, seed

CHEAP = HashCost(memory_kib=8, passes=1, lanes=1)
"""Argon2id at its cheapest. What it costs in earnest is measured in tests/bench."""

START = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
"""A Friday, ten in the morning in China: a working day."""


@dataclass
class HandClock:
    """A clock that moves when a test turns it."""

    moment: datetime = START

    def now(self) -> datetime:
        return self.moment

    def turn(self, **by: float) -> None:
        """Forward, by timedelta's arguments."""
        self.moment += timedelta(**by)


@dataclass(frozen=True)
class EnrolledKiosk:
    """A terminal's id and key."""

    kiosk_id: str
    key: str

    @property
    def headers(self) -> dict[str, str]:
        return {KIOSK_ID_HEADER: self.kiosk_id, KIOSK_KEY_HEADER: self.key}


@dataclass
class RunningHub:
    """A hub that answers at `url`, and ways into it for tests."""

    url: str
    hub: Hub
    engine: Engine
    clock: HandClock
    seeded: Seeded
    database_url: str
    secret_file: Path
    server: HubServer
    _closing: list[httpx.Client] = field(default_factory=list)

    @property
    def options(self) -> list[str]:
        """What a command is told, to find this hub's database and secret."""
        return ["--database-url", self.database_url, "--secret-file", str(self.secret_file)]

    @cached_property
    def http(self) -> httpx.Client:
        """A client with the hub's address; closed with the hub."""
        client = httpx.Client(
            base_url=self.url, timeout=30, verify=False, event_hooks={"response": [keeps_contract]}
        )
        self._closing.append(client)
        return client

    def enrolment_code(self, hall: str | None = None) -> str:
        """A fresh code for a hall of the seeded company (its first one)."""
        with writing(self.engine) as connection:
            wanted = Hall.code == hall if hall else Hall.id == self.seeded.hall_id
            hall_id = connection.execute(select(Hall.id).where(wanted)).scalar_one()
            return new_enrolment_code(connection, hall_id, self.clock.now())

    def enrol(self, hall: str | None = None) -> EnrolledKiosk:
        """A new terminal, enrolled over HTTP."""
        answer = self.http.post("/api/v1/kiosks", json={"code": self.enrolment_code(hall)})
        assert answer.status_code == 201, answer.text
        return EnrolledKiosk(answer.json()["kiosk_id"], answer.json()["key"])

    def sign_in(
        self, kiosk: EnrolledKiosk, number: str, password: str = PASSWORD, kind: str = "number"
    ) -> httpx.Response:
        """The hub's answer to a sign-in."""
        body = {"kind": kind, "number": number, "password": password}
        return self.http.post("/api/v1/sessions", json=body, headers=kiosk.headers)

    def session(self, kiosk: EnrolledKiosk, number: str, password: str = PASSWORD) -> dict[str, str]:
        """Headers of a new session."""
        answer = self.sign_in(kiosk, number, password)
        assert answer.status_code == 201, answer.text
        return kiosk.headers | {"Authorization": f"Bearer {answer.json()['token']}"}

    def give_password(self, customer_id: int, password: str = PASSWORD, *, first: bool = False) -> None:
        """A password for a customer; with `first`, one that must be changed."""
        give_password(self.hub, customer_id, password, first=first)

    def settled(self) -> None:
        """Wait until what was to be written has been."""
        self.hub.work.write_later(lambda _: None).result(20)

    def rows(self, statement: Any) -> list[Any]:
        """What the database says."""
        with reading(self.engine) as connection:
            return list(connection.execute(statement))


@contextmanager
def running_hub(
    tmp_path: Path,
    clock: HandClock | None = None,
    *,
    backend: str = "sqlite",
    wait: bool = True,
    **settings: Any,
) -> Iterator[RunningHub]:
    """A hub over a new database, seeded with one small company. `settings` as in Settings.

    Its secret lies in `tmp_path`, and with SQLite its database hub.db as well. Without `wait` it ends by
    itself after the test (0.2 s of ticks), when nobody asks whether it has gone.
    """
    clock = clock or HandClock()
    template, secret, seeded = _template(backend)
    secret = shutil.copy(secret, tmp_path / secret.name)
    with copied_database(template, tmp_path) as url:
        told = {"database_url": url, "secret_file": secret, "hash_cost": CHEAP} | settings
        server = HubServer(Settings(**told), clock)
        thread = server.start()
        running = RunningHub(server.url, server.hub, server.engine, clock, seeded, url, secret, server)
        try:
            yield running
        finally:
            for client in running._closing:
                client.close()
            server.stop()
            thread.join(20 if wait else 0)
            assert not (wait and thread.is_alive())


@lru_cache
def _template(backend: str) -> tuple[str, Path, Seeded]:
    """A seeded database with its secret, made once for this process."""
    url, folder = lasting_database(backend)
    secret = folder / "hub.db.secret"
    engine = open_database(url)
    hub = Hub.over(engine, Settings(url, hash_cost=CHEAP), load_secrets(url, secret), HandClock())
    seeded = seed(hub)
    hub.work.close()
    engine.dispose()
    return url, secret, seeded
