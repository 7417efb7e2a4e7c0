"""A list must cost what its customer's orders cost, not what the company's do."""

import sqlite3
from datetime import date
from pathlib import Path

from sqlalchemy import Connection

from services.hub.store.engine import reading
from services.hub.store.queries_orders import LIST
from services.hub.usecases.load_data import open_database

BOUND = {"company": 1, "customer": 1, "finished_since": date(2026, 8, 1)}


def plan_of(connection: Connection) -> list[str]:
    """What SQLite does for the list, a step a line."""
    seen: list[str] = []
    database = connection.connection.driver_connection
    assert isinstance(database, sqlite3.Connection)
    database.set_trace_callback(seen.append)
    LIST.all(connection, BOUND)
    database.set_trace_callback(None)
    return [row[3] for row in database.execute(f"EXPLAIN QUERY PLAN {seen[-1]}")]


def test_a_list_is_read_by_the_customers_own_indexes(tmp_path: Path) -> None:
    engine = open_database(f"sqlite:///{tmp_path / 'hub.db'}")
    with reading(engine) as connection:
        plan = plan_of(connection)
    engine.dispose()
    assert any("ix_orders_customer_id" in step for step in plan), plan
    assert any("ix_orders_agent_id" in step for step in plan), plan
    assert not any("(company_id=?)" in step for step in plan), plan
