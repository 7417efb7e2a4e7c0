"""Urging a stage's handler, or telling them "done, please check": stored once, whatever happens on the way.

The key of the request decides what is the same urge: the same key with the same request gets the answer
that was stored, whenever it comes. What was kept at a terminal and is refused when it arrives is
remembered, so that the order can say why.
"""

import secrets
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import Connection, insert

from services.contracts.problems import Code, LastUrge
from services.contracts.urges import UrgeState
from services.hub.domain.chinatime import china_date
from services.hub.domain.terms import OrderState, Side, StageState
from services.hub.domain.urging import (
    Channel,
    PastUrge,
    UrgeableStage,
    UrgeDecision,
    UrgeKind,
    may_urge,
    working_day_of,
)
from services.hub.store.models import RefusedUrge, Urge
from services.hub.store.queries_urges import (
    ALL,
    OF_DESK_KEY,
    OF_KEY,
    OF_NUMBER,
    OF_ORDER,
    ORDER_TO_URGE,
    REFUSED_OF_KEY,
    URGEABLE_STAGES,
)
from services.hub.store.types import AnyRow
from services.hub.usecases.asked import Asked, Desk
from services.hub.usecases.authenticate import Terminal, Visitor
from services.hub.usecases.context import Hub
from services.hub.usecases.events import record
from services.hub.usecases.refusal import Refused
from services.hub.usecases.tell import tell_handler
from services.hub.usecases.urge_steps import state_of
from services.hub.usecases.urge_views import urge_view

CLOCKS_APART = timedelta(minutes=2)
"""How far a terminal's clock may be ahead of the hub's."""

LONGEST_KEPT = timedelta(hours=72)


@dataclass(frozen=True, slots=True)
class UrgeAnswer:
    """The urge as stored, and whether it was stored before."""

    view: dict[str, Any]
    replayed: bool


async def urge(hub: Hub, asked: Asked) -> UrgeAnswer:
    """Store it, or give back what was stored under the same key.

    Raises Refused: idempotency-key-reused, permit-expired, touch-time-refused, stage-passed, customer-side,
    company-side, order-paused, order-ended; already-urged with the urge that stands in the way.
    """
    answer = await hub.work.write(partial(_urge, hub, asked))
    if isinstance(answer, Refused):
        raise answer
    return answer


def own_urge(connection: Connection, who: Visitor, urge_no: str) -> dict[str, Any]:
    """An urge of one of the customer's orders (contracts.urges.UrgeView). Raises Refused (urge-not-found)."""
    bound = {"urge_no": urge_no, "company": who.terminal.company_id, "customer": who.customer_id}
    row = connection.execute(OF_NUMBER, bound).one_or_none()
    if row is None:
        raise Refused(Code.URGE_NOT_FOUND)
    return urge_view(row)


def all_urges(connection: Connection) -> list[dict[str, Any]]:
    """Every urge, oldest first, for staff."""
    return [{**row._mapping, "state": state_of(row)} for row in connection.execute(ALL)]


def _urge(hub: Hub, asked: Asked, connection: Connection) -> UrgeAnswer | Refused:
    # First the order: whoever asks the same at once waits here, and finds what the first has stored.
    order = connection.execute(ORDER_TO_URGE, {"order": asked.order_id}).one()
    stored = _stored(connection, asked)
    if stored is not None:
        return stored
    now = hub.now()
    touched_at = _in_utc(asked.request.touched_at or now)
    calendar = hub.reference.facts(connection, now).calendar
    answer: Refused | AnyRow | None = _too_late(asked, touched_at, now)
    if answer is None:
        answer = _decide(connection, asked, order, working_day_of(calendar, touched_at))
    if isinstance(answer, Refused):
        if asked.by_permit and asked.request.kept and isinstance(asked.at, Terminal):
            _remember(connection, asked, asked.at, answer, touched_at, now)
        return answer
    return _store(connection, asked, answer, touched_at, working_day_of(calendar, touched_at), now)


def _stored(connection: Connection, asked: Asked) -> UrgeAnswer | Refused | None:
    row = _of_key(connection, asked)
    if row is not None:
        same = row.request_hash == asked.fingerprint()
        return UrgeAnswer(urge_view(row), replayed=True) if same else Refused(Code.KEY_REUSED)
    if isinstance(asked.at, Desk):
        return None
    bound = {"kiosk": asked.at.id, "key": asked.key}
    refused = connection.execute(REFUSED_OF_KEY, bound).one_or_none()
    if refused is not None:
        same = refused.request_hash == asked.fingerprint()
        return Refused(Code(refused.code) if same else Code.KEY_REUSED)
    return None


def _of_key(connection: Connection, asked: Asked) -> AnyRow | None:
    if isinstance(asked.at, Desk):
        bound = {"employee": asked.at.employee_id, "key": asked.key}
        return connection.execute(OF_DESK_KEY, bound).one_or_none()
    return connection.execute(OF_KEY, {"kiosk": asked.at.id, "key": asked.key}).one_or_none()


def _in_utc(moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC)
    except OverflowError as error:
        raise Refused(Code.TOUCH_TIME_REFUSED, reason="no-such-moment") from error


def _too_late(asked: Asked, touched_at: datetime, now: datetime) -> Refused | None:
    if asked.permit_expired:
        return Refused(Code.PERMIT_EXPIRED)
    if touched_at > now + CLOCKS_APART:
        return Refused(Code.TOUCH_TIME_REFUSED, reason="future")
    if touched_at < now - LONGEST_KEPT:
        return Refused(Code.TOUCH_TIME_REFUSED, reason="too-old")
    return None


def _decide(connection: Connection, asked: Asked, order: AnyRow, working_day: date) -> AnyRow | Refused:
    """The row of the stage that may be urged, or why not."""
    rows = {row.id: row for row in connection.execute(URGEABLE_STAGES, {"order": order.id})}
    past = OF_ORDER.all(connection, {"order": order.id})
    stage_id = asked.request.stage_id
    answer = may_urge(
        OrderState(order.state),
        [UrgeableStage(row.id, Side(row.side), StageState(row.state)) for row in rows.values()],
        int(stage_id) if stage_id.isdecimal() else -1,
        UrgeKind(asked.request.kind.value),
        working_day,
        [PastUrge(row.order_stage_id, UrgeKind(row.kind), row.working_day) for row in past],
    )
    if answer.decision is UrgeDecision.ALLOWED and answer.stage is not None:
        return rows[answer.stage.stage_id]
    return Refused(Code(answer.decision.value), last_urge=_in_the_way(answer.in_the_way, past))


def _in_the_way(urge: PastUrge | None, past: Any) -> LastUrge | None:
    for row in past:
        if urge == PastUrge(row.order_stage_id, UrgeKind(row.kind), row.working_day):
            return LastUrge(
                urge_no=row.urge_no,
                received_at=row.received_at,
                working_day=row.working_day,
                state=state_of(row),
            )
    return None


def _store(
    connection: Connection,
    asked: Asked,
    stage: AnyRow,
    touched_at: datetime,
    working_day: date,
    now: datetime,
) -> UrgeAnswer:
    to_leader, desk = stage.handler_id is None, asked.at if isinstance(asked.at, Desk) else None
    values = {
        "urge_no": f"CB{china_date(touched_at):%y%m%d}{secrets.randbelow(1_000_000):06d}",
        "company_id": asked.at.company_id,
        "order_id": asked.order_id,
        "order_stage_id": stage.id,
        "kind": asked.request.kind.value,
        "state": UrgeState.RECEIVED.value,
        "kiosk_id": None if isinstance(asked.at, Desk) else asked.at.id,
        "opened_by_id": desk.employee_id if desk else None,
        "channel": (desk.channel if desk else Channel.TERMINAL).value,
        "note": desk.note if desk else "",
        "key": asked.key,
        "request_hash": asked.fingerprint(),
        "handler_id": stage.handler_id,
        "team_id": stage.team_id if to_leader else None,
        "touched_at": touched_at,
        "working_day": working_day,
        "received_at": now,
    }
    connection.execute(insert(Urge), values)
    tell_handler(connection, str(values["urge_no"]), UrgeKind(asked.request.kind.value), now)
    _record(connection, asked, "urge-received", touched_at, now, {"urge": str(values["urge_no"])})
    return UrgeAnswer(urge_view(_of_key(connection, asked)), replayed=False)


def _remember(
    connection: Connection, asked: Asked, at: Terminal, refusal: Refused, touched_at: datetime, now: datetime
) -> None:
    values = {
        "order_id": asked.order_id,
        "order_stage_id": int(asked.request.stage_id),
        "kiosk_id": at.id,
        "key": asked.key,
        "request_hash": asked.fingerprint(),
        "code": refusal.code.value,
        "touched_at": touched_at,
        "refused_at": now,
    }
    connection.execute(insert(RefusedUrge), values)
    _record(connection, asked, "kept-urge-refused", touched_at, now, {"code": refusal.code.value})


def _record(
    connection: Connection,
    asked: Asked,
    kind: str,
    touched_at: datetime,
    now: datetime,
    details: dict[str, str],
) -> None:
    at = asked.at
    by_hand = {"channel": at.channel.value} if isinstance(at, Desk) else {}
    touched = {} if isinstance(at, Desk) else {"kiosk": at.kiosk_id, "stage": asked.request.stage_id}
    asked_for = {**by_hand, **touched, "kind": asked.request.kind.value}
    record(
        connection,
        kind,
        asked.actor,
        now,
        company_id=at.company_id,
        order_id=asked.order_id,
        occurred_at=touched_at,
        details=details | asked_for,
    )
