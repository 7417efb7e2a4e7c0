"""Everything that happens is an event with its actor, the moment it occurred and the moment it was
recorded.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert

from services.hub.store.models import Event

_INSERT = insert(Event)

Details = Mapping[str, str | int | bool | None]


def kiosk_actor(kiosk_id: str) -> str:
    """A terminal, as an event's actor."""
    return f"kiosk:{kiosk_id}"


def customer_actor(customer_id: int) -> str:
    """A customer, as an event's actor: by the hub's own key, never by name or number."""
    return f"customer:{customer_id}"


def employee_actor(employee_id: int) -> str:
    """An employee, as an event's actor: by the hub's own key."""
    return f"employee:{employee_id}"


SOMEBODY = "somebody"
"""Who has not shown yet that they are who they say."""

COMMAND_LINE = "command-line"


def actor_named(name: str) -> str:
    """Somebody who said their name at the command line."""
    return f"{COMMAND_LINE}:{name}"


HUB = "hub"


def record(
    connection: Connection,
    kind: str,
    actor: str,
    now: datetime,
    *,
    company_id: int | None = None,
    order_id: int | None = None,
    occurred_at: datetime | None = None,
    details: Details | None = None,
) -> None:
    """Write an event. `details` hold no secret and no whole identity."""
    row = event_row(
        kind, actor, now, company_id=company_id, order_id=order_id, occurred_at=occurred_at, details=details
    )
    connection.execute(_INSERT, row)


def record_all(connection: Connection, rows: list[dict[str, Any]]) -> None:
    """Write many events at once, rows of `event_row`."""
    if rows:
        connection.execute(_INSERT, rows)


def event_row(
    kind: str,
    actor: str,
    now: datetime,
    *,
    company_id: int | None = None,
    order_id: int | None = None,
    occurred_at: datetime | None = None,
    details: Details | None = None,
) -> dict[str, Any]:
    """An event, to be written."""
    return {
        "company_id": company_id,
        "kind": kind,
        "actor": actor,
        "order_id": order_id,
        "details": json.dumps(dict(details or {}), ensure_ascii=False, sort_keys=True),
        "occurred_at": occurred_at or now,
        "recorded_at": now,
    }
