"""A hub as a process of its own, at an address that stays when it is stopped and started again."""

import atexit
import json
import shutil
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, select

from services.hub.clock import SystemClock
from services.hub.domain.chinatime import china_date
from services.hub.secrets import load_secrets
from services.hub.settings import HashCost, Settings
from services.hub.store.engine import make_engine, writing
from services.hub.store.models import Account
from services.hub.sync.cli import import_files
from services.hub.usecases.accounts import find_company
from services.hub.usecases.context import Hub
from services.hub.usecases.halls import HallFacts, put_hall
from services.hub.usecases.kiosks import find_hall, new_enrolment_code
from services.hub.usecases.load_data import open_database
from tests.bench.hub_process import free_port
from tests.e2e.exports import Applicant, write_exports
from tests.e2e.processes import Running, run
from tests.services.hub.seeding import give_password

PASSWORD = "402957"
HALL = HallFacts("hongta", "红塔营业厅", "Hongta Hall", "0877-0061234")


def today() -> date:
    """The day in China."""
    return china_date(datetime.now(UTC))


@dataclass
class HubProcess:
    """`main.py hub` over a database in `folder`."""

    folder: Path
    options: tuple[str, ...] = ()
    port: int = field(default_factory=free_port)
    running: Running | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def database_url(self) -> str:
        return f"sqlite:///{self.folder / 'hub.db'}"

    def start(self) -> None:
        """Begin, and come back when it answers."""
        arguments = ["hub", "--database-url", self.database_url, "--port", str(self.port), *self.options]
        self.running = Running(arguments, self.folder, "hub")
        self.running.line("the hub answers at")

    def stop(self) -> None:
        """End it kindly."""
        if self.running is not None:
            self.running.stop()
            self.running = None

    def kill(self) -> None:
        """kill -9."""
        if self.running is not None:
            self.running.kill()
            self.running = None

    def command(self, *words: str) -> str:
        """What `main.py hub ...` says."""
        name, *rest = words
        return run(["hub", name, "--database-url", self.database_url, *rest], self.folder)

    def urges(self) -> list[dict[str, Any]]:
        """What staff see with `hub urges`."""
        listed: list[dict[str, Any]] = json.loads(self.command("urges", "--json"))
        return listed

    def urged(self) -> list[str]:
        """The number of an order for each urge, as the database has them."""
        with closing(sqlite3.connect(self.folder / "hub.db")) as rows:
            found = rows.execute("SELECT order_no FROM urges JOIN orders ON orders.id = urges.order_id")
            return [order_no for (order_no,) in found]

    def enrolment_code(self, hall: str = HALL.code) -> str:
        """A fresh one."""
        with self._engine() as engine, writing(engine) as connection:
            hall_id = find_hall(connection, find_company(connection, None), hall)
            return new_enrolment_code(connection, hall_id, datetime.now(UTC))

    def prepare(self, applicants: Iterable[Applicant], password: str = PASSWORD) -> None:
        """Make the hall, take the applicants in and let them have that password."""
        everybody = list(applicants)
        shutil.copytree(_template(), self.folder)
        with self._engine() as engine:
            with writing(engine) as connection:
                put_hall(connection, find_company(connection, None), HALL)
            import_files(engine, write_exports(self.folder / "exports", everybody, today()))
            settings = Settings(self.database_url, hash_cost=HashCost(8, 1, 1))
            hub = Hub.over(engine, settings, load_secrets(self.database_url), SystemClock())
            for applicant in everybody:
                with writing(engine) as connection:
                    number = Account.account_no == applicant.account_no
                    customer = connection.execute(select(Account.customer_id).where(number)).scalar_one()
                give_password(hub, customer, password, first=False)
            hub.work.close()

    def take_in(self, *files: Path) -> None:
        """What `hub import` does."""
        with self._engine() as engine:
            import_files(engine, files)

    @contextmanager
    def _engine(self) -> Iterator[Engine]:
        engine = make_engine(self.database_url)
        try:
            yield engine
        finally:
            engine.dispose()


@lru_cache(maxsize=1)
def _template() -> Path:
    """A folder with an empty database, its schema up to date and the data files loaded."""
    folder = Path(tempfile.mkdtemp(prefix="hub-template-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    open_database(f"sqlite:///{folder / 'hub.db'}").dispose()
    return folder


@contextmanager
def hub_process(folder: Path, *options: str) -> Iterator[HubProcess]:
    """Not started yet, and surely ended afterwards."""
    hub = HubProcess(folder, options)
    try:
        yield hub
    finally:
        hub.stop()
