"""A customer's orders as a list: waiting for the customer first, then late, running, finished, cancelled."""

from collections.abc import Iterable
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection

from services.hub.domain.calendar import WorkCalendar
from services.hub.domain.chinatime import china_date
from services.hub.domain.clocks import (
    FINISHED_SHOWN_DAYS,
    Clock,
    Standing,
    order_standing,
    stage_clock,
)
from services.hub.domain.masking import mask_address
from services.hub.domain.terms import OrderState, Side
from services.hub.store.queries_orders import COUNT, CUSTOMERS_DATA, LIST, LIST_LIMIT
from services.hub.store.types import AnyRow
from services.hub.usecases.authenticate import Visitor
from services.hub.usecases.context import Hub
from services.hub.usecases.reference import Facts, FlowStageFacts

masked_address = lru_cache(maxsize=20_000)(mask_address)


def list_orders(hub: Hub, connection: Connection, who: Visitor) -> dict[str, Any]:
    """contracts.orders.OrderList."""
    now = hub.now()
    today = china_date(now)
    bound = {
        "company": who.terminal.company_id,
        "customer": who.customer_id,
        "finished_since": today - timedelta(days=FINISHED_SHOWN_DAYS),
    }
    orders: dict[int, list[AnyRow]] = {}
    for row in LIST.all(connection, bound):
        orders.setdefault(row.id, []).append(row)
    total = len(orders)
    if total == LIST_LIMIT:
        total = connection.execute(COUNT, bound).scalar_one()
    views = []
    if orders:
        facts = hub.reference.knowing(connection, now, {rows[0].flow_id for rows in orders.values()})
        views = [_row(facts, rows, today) for rows in orders.values()]
        views.sort(key=lambda view: view[0])
    return {
        "orders": [view for _, view in views],
        "total": total,
        "provenance": _provenance(connection, who, orders.values()),
    }


def planned(calendar: WorkCalendar, day: date | None) -> dict[str, Any] | None:
    """contracts.orders.PlannedDay. Dates that came with the order's data are estimates."""
    if day is None:
        return None
    return {"day": day, "estimate": True, "provisional": not calendar.is_known(day)}


def planned_finish(calendar: WorkCalendar, order: AnyRow) -> dict[str, Any] | None:
    """Of the whole order; None while it is paused, for nobody knows then."""
    return None if order.state == OrderState.PAUSED.value else planned(calendar, order.planned_finish)


_ENDED = (Standing.FINISHED, Standing.CANCELLED)


def standing_of(
    facts: Facts, order: AnyRow, current: Iterable[tuple[FlowStageFacts, date | None]], today: date
) -> Standing:
    """How an order stands, from its current stages and their planned finishes."""
    state = OrderState(order.state)
    paused, nearly = state is OrderState.PAUSED, order.nearly_late_days
    clocks: list[tuple[Side, Clock]] = [
        (
            stage.side,
            stage_clock(facts.calendar, stage.side, due, today, paused=paused, nearly_late_days=nearly),
        )
        for stage, due in current
    ]
    return order_standing(state, clocks)


def _row(facts: Facts, rows: list[AnyRow], today: date) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """The row, and what it is sorted by."""
    order = rows[0]
    current = sorted(
        ((facts.stages[row.flow_stage_id], row.stage_due) for row in rows if row.flow_stage_id is not None),
        key=lambda each: each[0].id,
    )
    standing = standing_of(facts, order, current, today)
    view = {
        "order_no": order.order_no,
        "flow": facts.flows[order.flow_id].name,
        "address": masked_address(order.address),
        "filed_on": order.filed_on,
        "standing": standing.value,
        "stages": [] if standing in _ENDED else [stage.name for stage, _ in current],
        "planned_finish": planned_finish(facts.calendar, order),
        "ended_on": order.ended_on,
    }
    return (standing.rank, _urgency(order), order.order_no), view


def _urgency(order: AnyRow) -> int:
    """Within a group: the nearest planned finish first; of ended orders the latest first."""
    if order.ended_on is not None:
        return -int(order.ended_on.toordinal())
    return int((order.planned_finish or date.max).toordinal())


def _provenance(connection: Connection, who: Visitor, orders: Iterable[list[AnyRow]]) -> dict[str, Any]:
    """The oldest data of the orders that still move, else the newest of those that ended."""
    firsts = [rows[0] for rows in orders]
    moving = [row for row in firsts if row.ended_on is None]
    if firsts:
        row = min(moving, key=_as_of) if moving else max(firsts, key=_as_of)
        return {"as_of": row.as_of, "source": row.source}
    bound = {"customer": who.customer_id}
    return dict(connection.execute(CUSTOMERS_DATA, bound).one()._mapping)


def _as_of(row: AnyRow) -> Any:
    return row.as_of
