"""How the outbox stands at a moment, for operations."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from services.hub.store.queries_operations import OUTBOX, UNSENT


@dataclass(frozen=True, slots=True)
class Standing:
    """Numbers of messages."""

    waiting: int
    """To be sent, now or later."""
    failing: int
    """Those among them whose last try failed."""
    overdue: timedelta
    """For how long the oldest that is due has been so: nobody sends."""
    unsent: int
    """Dead or not delivered: they wait for a person."""


def standing(connection: Connection, now: datetime) -> Standing:
    """Changes nothing."""
    row = connection.execute(OUTBOX, {"now": now}).one()
    overdue = now - row.oldest if row.oldest else timedelta(0)
    return Standing(row.waiting, row.failing, overdue, connection.execute(UNSENT).scalar_one())
