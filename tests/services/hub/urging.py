"""Urging over HTTP, for tests."""

from datetime import datetime
from typing import Any
from uuid import uuid4

import httpx
from sqlalchemy import func, select

from services.hub.domain.chinatime import CHINA
from services.hub.store.models import Urge
from tests.services.hub.running import RunningHub


def code_of(answer: httpx.Response) -> str:
    return str(answer.json()["code"])


def order(hub: RunningHub, session: dict[str, str], name: str) -> Any:
    return hub.http.get(f"/api/v1/orders/{hub.seeded.orders[name].order_no}", headers=session).json()


def permit(hub: RunningHub, session: dict[str, str], name: str, code: str | None = None) -> str:
    stages = order(hub, session, name)["stages"]
    word = next(stage["permit"] for stage in stages if stage["permit"] and code in (None, stage["code"]))
    return str(word)


def ask(
    hub: RunningHub,
    name: str,
    headers: dict[str, str],
    *,
    key: str | None = None,
    kind: str = "urge",
    stage: str | None = None,
    touched_at: datetime | None = None,
    kept: bool = False,
) -> httpx.Response:
    """Urge an order's (first) current stage. A new key where none is given."""
    asked = hub.seeded.orders[name]
    body = {"kind": kind, "stage_id": stage or asked.stage, "kept": kept}
    if touched_at:
        body["touched_at"] = touched_at.isoformat()
    path = f"/api/v1/orders/{asked.order_no}/urges"
    return hub.http.post(path, json=body, headers=headers | {"Idempotency-Key": key or str(uuid4())})


def count(hub: RunningHub) -> int:
    return int(hub.rows(select(func.count()).select_from(Urge))[0][0])


def china(day: int, hour: int) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=CHINA)
