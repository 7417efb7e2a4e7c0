"""The hub that both programs talk to: two hundred customers, one of whom sees 50 orders and one 500."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from services.hub.secrets import load_secrets
from services.hub.settings import HashCost
from services.hub.store.engine import writing
from services.hub.usecases.hashing import Passwords
from services.hub.usecases.kiosks import new_enrolment_code
from services.hub.usecases.load_data import open_database
from tests.bench.hub.comers import enrol, give_password
from tests.bench.hub.population import HALL, ORDERS_EACH, account_no, populate
from tests.bench.hub_process import Hub, free_port, hub_command, server

SEED = 20261122
CUSTOMERS = 200
AGENTS = {1: 50 - ORDERS_EACH, 2: 500 - ORDERS_EACH}
FEW, MANY = account_no(1), account_no(2)
"""Their numbers; the password is that of all who come (tests.bench.hub.comers)."""


@contextmanager
def hub_with_customers(folder: Path) -> Iterator[tuple[Hub, str]]:
    """A hub with one enrolled terminal, and a code that enrols another within 15 minutes."""
    url = f"sqlite:///{folder / 'hub.db'}"
    now = datetime.now(UTC)
    engine = open_database(url)
    passwords = Passwords(load_secrets(url).pepper, HashCost())
    with writing(engine) as connection:
        populate(connection, now, SEED, customers=CUSTOMERS, agents=AGENTS)
        (terminal,) = enrol(connection, 1, now)
        give_password(connection, passwords, AGENTS, now)
        code = new_enrolment_code(connection, HALL, now)
    engine.dispose()
    port = free_port()
    with server(hub_command(url, port), port, folder / "hub.log") as served:
        yield Hub(served.url, terminal.kiosk_id, terminal.key), code
