"""A clock that moves a few of the demonstration's orders on every minute, by an export file like any other.

Orders of the known accounts and of their agent stay where README says that they stand, and so does an order
that somebody has urged and nobody answered. One that has come to its last stage stays there.
"""

import tempfile
from collections.abc import Callable, Sequence
from datetime import date, datetime
from itertools import chain
from pathlib import Path
from random import Random
from typing import Final

from sqlalchemy import Connection, Engine, select

from services.hub.domain.calendar import WorkCalendar
from services.hub.domain.calendar_seed import seed_days
from services.hub.domain.chinatime import CHINA
from services.hub.domain.terms import OrderState, StageState
from services.hub.store.engine import reading
from services.hub.store.models import Customer, FlowStage, Order, OrderStage, Urge
from services.hub.store.turns import turn
from services.hub.store.types import AnyRow
from services.hub.sync.cli import import_files
from services.hub.sync.demo.accounts import A
from services.hub.sync.demo.files import STAGE_HEADINGS, Row, who_has, write_rows
from services.hub.sync.demo.people import team_of, teams
from services.hub.sync.demo.prepare import COMPANY
from services.hub.usecases.accounts import find_company

AT_ONCE: Final = 3

_URGED = select(Urge.id).where(Urge.order_id == Order.id, Urge.state != "answered").exists()


def move_some(engine: Engine, now: Callable[[], datetime], random: Random, count: int = AT_ONCE) -> list[str]:
    """Move so many orders into their next stage, by a file; their numbers."""
    with turn(engine, "demo"):
        at = now()
        with reading(engine) as connection:
            orders = _movable(connection, at)
            chosen = random.sample(orders, min(count, len(orders)))
            calendar = WorkCalendar.from_days(seed_days())
            moves = {order.order_no: _moved(connection, order, at, calendar, random) for order in chosen}
        moved = [number for number, rows in moves.items() if rows]
        if not moved:
            return []
        with tempfile.TemporaryDirectory(prefix="demo-") as directory:
            path = Path(directory) / f"moves-{at.astimezone(CHINA):%H%M%S}.csv"
            write_rows(path, STAGE_HEADINGS, chain.from_iterable(moves.values()))
            summary = import_files(engine, [path], company=COMPANY, as_of=at, now=now)
    if summary.exit_code:
        raise RuntimeError(f"the demonstration's moves are not whole: {summary.as_text()}")
    return moved


def _movable(connection: Connection, at: datetime) -> list[AnyRow]:
    """Running orders with a stage ahead, of customers whom nobody signs in as."""
    company_id = find_company(connection, COMPANY)
    stages = select(OrderStage.id).where(OrderStage.order_id == Order.id)
    ahead = stages.where(OrderStage.state == StageState.LATER.value).exists()
    begun = stages.where(OrderStage.state == StageState.CURRENT.value).exists()
    later = stages.where(OrderStage.entered_at > at).exists()  # the data of a day are made when it begins
    found = connection.execute(
        select(Order.id, Order.order_no, Order.supply)
        .join(Customer, Customer.id == Order.customer_id)
        .where(
            Order.company_id == company_id,
            Order.state == OrderState.RUNNING.value,
            Order.agent_id.is_(None),
            Customer.customer_no < A.customer_no,
            ahead & begun & ~later & ~_URGED,
        )
        .order_by(Order.id)
    )
    return list(found)


def _moved(
    connection: Connection, order: AnyRow, at: datetime, calendar: WorkCalendar, random: Random
) -> list[Row]:
    """Rows that finish the stages that it is in and enter those of the next step."""
    stages = connection.execute(
        select(
            FlowStage.code,
            FlowStage.name_zh,
            FlowStage.step,
            FlowStage.default_days,
            OrderStage.state,
            OrderStage.planned_finish,
        )
        .join(OrderStage, OrderStage.flow_stage_id == FlowStage.id)
        .where(OrderStage.order_id == order.id)
        .order_by(FlowStage.step, FlowStage.id)
    ).all()
    current = [stage for stage in stages if stage.state == StageState.CURRENT.value]
    last = max(stage.step for stage in current)
    ahead = [stage for stage in stages if stage.state == StageState.LATER.value and stage.step > last]
    entered = [stage for stage in ahead if stage.step == ahead[0].step]
    if not entered:
        return []
    moment = f"{at.astimezone(CHINA):%Y-%m-%d %H:%M:%S}"
    nothing: Sequence[object] = [""] * 6
    return [
        *((order.order_no, one.name_zh, "完成", "", "", "", moment, *nothing) for one in current),
        *(_entering(order, one, moment, calendar, random) for one in entered),
    ]


def _entering(order: AnyRow, stage: AnyRow, moment: str, calendar: WorkCalendar, random: Random) -> Row:
    today = date.fromisoformat(moment[:10])
    planned = stage.planned_finish
    due = planned if planned and planned > today else calendar.add(today, max(1, stage.default_days))
    team = teams()[team_of(stage.code, high_voltage=order.supply.startswith("high"))]
    who = who_has(team, random.choice(team.members))
    return order.order_no, stage.name_zh, "在办", today, due, moment, "", *who
