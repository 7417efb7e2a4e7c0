"""Counts by person and stage: of stages that running orders are in, and of open items. One statement each."""

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import Select, and_, bindparam, case, func, select

from services.hub.domain.rights import Span
from services.hub.store.models import Company, FlowStage, Handler, Order, OrderStage, Team, Urge
from services.hub.store.queries_raising import TEAM_OF_ITEM
from services.hub.store.queries_staff_orders import CLOCKED, CURRENT_OF_RUNNING, reached_stages
from services.hub.store.queries_urges import OPEN

_NAMES = (
    FlowStage.code.label("stage"),
    func.min(FlowStage.name_zh).label("stage_zh"),
    func.min(FlowStage.name_en).label("stage_en"),
    func.min(FlowStage.step).label("step"),
)
"""Flows may give a stage of the same code other names."""

NEARLY_LATE_DAYS = select(Company.nearly_late_days).where(Company.id == bindparam("company"))

_PEOPLE = select(
    Handler.id, Handler.staff_no, Handler.name, Handler.team_id, Team.name.label("team")
).outerjoin(Team, Team.id == Handler.team_id)


def people(span: Span) -> Select[*tuple[Any, ...]]:
    """The handlers that the span reaches, by team and number."""
    found = _PEOPLE.where(Handler.company_id == span.company)
    if not span.whole_company:
        found = found.where(Handler.team_id.in_([span.team]))
    return found.order_by(Team.name.is_(None), Team.name, Handler.staff_no)


def orders_by_stage(span: Span, handlers: Collection[int], due_by: date) -> Select[*tuple[Any, ...]]:
    """How many are in each stage, and how many of them are due by this day, for each handler; for each team
    where there is none.
    """
    nobodys = case((OrderStage.handler_id.is_(None), OrderStage.team_id))
    pressing = and_(CLOCKED, OrderStage.planned_finish <= due_by)
    return (
        select(
            OrderStage.handler_id,
            nobodys.label("team_id"),
            *_NAMES,
            func.count().label("running"),
            func.sum(case((pressing, 1), else_=0)).label("pressing"),
        )
        .join(Order, Order.id == OrderStage.order_id)
        .join(FlowStage, FlowStage.id == OrderStage.flow_stage_id)
        .where(*CURRENT_OF_RUNNING, *reached_stages(span, handlers, ()))
        .group_by(OrderStage.handler_id, nobodys, FlowStage.code)
    )


def items_by_stage(span: Span) -> Select[*tuple[Any, ...]]:
    """How many wait for an answer, by the same."""
    nobodys = case((Urge.handler_id.is_(None), Urge.team_id))
    found = (
        select(Urge.handler_id, nobodys.label("team_id"), *_NAMES, func.count().label("open"))
        .join(OrderStage, OrderStage.id == Urge.order_stage_id)
        .join(FlowStage, FlowStage.id == OrderStage.flow_stage_id)
        .outerjoin(Handler, Handler.id == Urge.handler_id)
        .where(OPEN, Urge.company_id == span.company)
        .group_by(Urge.handler_id, nobodys, FlowStage.code)
    )
    return found if span.whole_company else found.where(TEAM_OF_ITEM.in_([span.team]))
