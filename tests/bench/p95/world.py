"""A company of a whole city: a million orders of 100,000 customers, and those who come to its terminals."""

import random
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine, text

from services.hub.secrets import load_secrets
from services.hub.settings import HashCost
from services.hub.store.engine import writing
from services.hub.usecases.hashing import Passwords
from services.hub.usecases.load_data import open_database
from tests.bench.hub.comers import Guest, enrol, give_password
from tests.bench.hub.population import account_no, populate
from tests.bench.p95.urged import urge_some

ORDERS_EACH = (1, 2, 3, 4, 5, 8, 12, 15, 20, 30)
"""Ten on the average: most customers have few."""
FLOWS = {
    "low-voltage": 5,
    "low-voltage-direct": 3,
    "high-voltage": 2,
    "high-voltage-parallel": 1,
    "capacity-decrease": 1,
}
AGENT, AGENTS_ORDERS = 1, 500


@dataclass(frozen=True)
class World:
    """A filled database, and who comes in each round: one to each terminal, the agent to the first."""

    url: str
    orders: int
    made_s: float
    rounds: list[list[Guest]]


def made(
    url: str, secret: Path, orders: int, terminals: int, rounds: int, seed: int, cost: HashCost | None = None
) -> World:
    """Fill a new database with so many orders, a multiple of a hundred."""
    began = time.perf_counter()
    engine, now = open_database(url), datetime.now(UTC)
    customers = orders * len(ORDERS_EACH) // sum(ORDERS_EACH)
    coming = _coming(customers, terminals, rounds, seed)
    passwords = Passwords(load_secrets(url, secret).pepper, cost or HashCost())
    with writing(engine) as connection:
        if engine.dialect.name == "postgresql":  # whose checks of foreign keys take as long as all the rest
            connection.execute(text("SET LOCAL session_replication_role = replica"))
        agents = {AGENT: min(AGENTS_ORDERS, orders) - ORDERS_EACH[0]}
        count = populate(
            connection,
            now,
            seed,
            customers=customers,
            orders_each=ORDERS_EACH,
            agents=agents,
            weights=FLOWS,
        )
        halls = enrol(connection, terminals, now)
        urge_some(connection, now)
        give_password(connection, passwords, {each for guests in coming for each in guests}, now)
    _let_the_planner_know(engine)
    engine.dispose()
    guests = [[Guest(*pair) for pair in zip(halls, map(account_no, each), strict=True)] for each in coming]
    return World(url, count, time.perf_counter() - began, guests)


def _coming(customers: int, terminals: int, rounds: int, seed: int) -> list[list[int]]:
    """Others in each round, so that what they ask for has not just been read."""
    others = random.Random(seed).sample(range(AGENT + 1, customers + 1), (terminals - 1) * rounds)
    return [[AGENT, *others[number::rounds]] for number in range(rounds)]


def _let_the_planner_know(engine: Engine) -> None:
    """As PostgreSQL does by itself after some minutes. SQLite plans by the indexes alone, as in a hall."""
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM (ANALYZE)"))
