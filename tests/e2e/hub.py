"""A hub as a process of its own, at an address that stays when it is stopped and started again."""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select

from services.hub.clock import SystemClock
from services.hub.domain.chinatime import china_date
from services.hub.secrets import load_secrets
from services.hub.server import open_database
from services.hub.settings import HashCost, Settings
from services.hub.store.engine import writing
from services.hub.store.models import Account
from services.hub.sync.cli import import_files
from services.hub.usecases.accounts import find_company
from services.hub.usecases.context import Hub
from services.hub.usecases.halls import HallFacts, put_hall
from services.hub.usecases.kiosks import new_enrolment_code
from tests.bench.hub_process import free_port
from tests.e2e.exports import Applicant, write_exports
from tests.e2e.processes import Running, run
from tests.services.hub.seeding import give_password

PASSWORD = "402957"
HALL = HallFacts("hongta", "红塔营业厅", "Hongta Hall", "0877-2061234")


def today() -> Any:
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

    def prepare(self, applicants: Iterable[Applicant], password: str = PASSWORD) -> str:
        """Make the hall, take the applicants in and let them have that password; an enrolment code."""
        everybody = list(applicants)
        self.folder.mkdir(parents=True, exist_ok=True)
        engine = open_database(self.database_url)
        try:
            with writing(engine) as connection:
                company = find_company(connection, None)
                hall = put_hall(connection, company, HALL)
                code = new_enrolment_code(connection, hall, datetime.now(UTC))
            import_files(engine, write_exports(self.folder / "exports", everybody, today()))
            settings = Settings(self.database_url, hash_cost=HashCost(8, 1, 1))
            hub = Hub.over(engine, settings, load_secrets(self.database_url), SystemClock())
            for applicant in everybody:
                with writing(engine) as connection:
                    number = Account.account_no == applicant.account_no
                    customer = connection.execute(select(Account.customer_id).where(number)).scalar_one()
                give_password(hub, customer, password, first=False)
            hub.work.close()
        finally:
            engine.dispose()
        return code


@contextmanager
def hub_process(folder: Path, *options: str) -> Iterator[HubProcess]:
    """Not started yet, and surely ended afterwards."""
    hub = HubProcess(folder, options)
    try:
        yield hub
    finally:
        hub.stop()
