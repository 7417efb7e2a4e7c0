"""Items as the staff see them: urges and checks, with who has them in hand."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, or_, select, true
from sqlalchemy.orm import aliased

from services.hub.domain.posts import Post
from services.hub.domain.raising import Level
from services.hub.domain.rights import Span
from services.hub.store.models import (
    Customer,
    Employee,
    FlowStage,
    Handler,
    Order,
    OrderStage,
    Team,
    Urge,
    UrgeAnswer,
    UrgeLevel,
)
from services.hub.store.queries_raising import AT_LEADER, TEAM_OF_ITEM, holding
from services.hub.store.queries_urges import STEPS

_LEADER, _DISPATCHER = aliased(UrgeLevel), aliased(UrgeLevel)
_AUTHOR = aliased(Employee)


def _up_to(levels: type[UrgeLevel], level: Level) -> ColumnElement[bool]:
    return and_(levels.urge_id == Urge.id, levels.level == level.value, levels.lowered_at.is_(None))


ITEMS = (
    select(
        Urge.id,
        Urge.urge_no,
        Urge.company_id,
        Urge.kind,
        Urge.state,
        Urge.touched_at,
        Urge.channel,
        Urge.note,
        func.coalesce(_AUTHOR.name, "").label("opened_by"),
        Urge.order_id,
        Order.order_no,
        Order.hall_id,
        Order.address,
        Customer.name.label("customer_name"),
        Customer.kind.label("customer_kind"),
        FlowStage.name_zh.label("stage_zh"),
        FlowStage.name_en.label("stage_en"),
        OrderStage.entered_on,
        OrderStage.planned_finish,
        TEAM_OF_ITEM.label("team_id"),
        AT_LEADER.label("at_leader"),
        func.coalesce(_DISPATCHER.level, _LEADER.level).label("level"),
        func.coalesce(_DISPATCHER.raised_at, _LEADER.raised_at).label("level_since"),
        func.coalesce(_DISPATCHER.why, _LEADER.why).label("level_why"),
        Employee.id.label("employee_id"),
        func.coalesce(Handler.name, Team.leader_name, "").label("addressed_to"),
        UrgeAnswer.text.label("answer"),
        UrgeAnswer.verdict,
        UrgeAnswer.new_day,
        *STEPS,
    )
    .join(Order, Order.id == Urge.order_id)
    .join(Customer, Customer.id == Order.customer_id)
    .join(OrderStage, OrderStage.id == Urge.order_stage_id)
    .join(FlowStage, FlowStage.id == OrderStage.flow_stage_id)
    .outerjoin(Handler, Handler.id == Urge.handler_id)
    .outerjoin(Employee, and_(Employee.company_id == Urge.company_id, Employee.staff_no == Handler.staff_no))
    .outerjoin(Team, Team.id == Urge.team_id)
    .outerjoin(_AUTHOR, _AUTHOR.id == Urge.opened_by_id)
    .outerjoin(UrgeAnswer, UrgeAnswer.urge_id == Urge.id)
    .outerjoin(_LEADER, _up_to(_LEADER, Level.LEADER))
    .outerjoin(_DISPATCHER, _up_to(_DISPATCHER, Level.DISPATCHER))
)
"""The employee who has it in hand is the one with the handler's staff number. `level` is the highest that it
is at now.
"""

LED_TEAMS = select(Employee.team_id).where(
    Employee.id.in_(bindparam("people", expanding=True)),
    Employee.team_id.is_not(None),
    holding(Post.TEAM_LEADER),
)
"""Whose leaders these people are."""


def within(
    items: Select[*tuple[Any, ...]], span: Span, led: Collection[int | None] = ()
) -> Select[*tuple[Any, ...]]:
    """Those of them that the span reaches: what `Span.__contains__` says, as SQL. `led` are the teams that
    the span's people lead: what is with the leader there is in their hands.
    """
    reached: list[ColumnElement[bool]] = [Employee.id.in_(span.people)]
    if led:
        reached.append(and_(TEAM_OF_ITEM.in_(led), or_(Urge.handler_id.is_(None), _LEADER.id.is_not(None))))
    if span.whole_company:
        reached.append(true())
    if span.team is not None:
        reached.append(TEAM_OF_ITEM.in_([span.team]))
    if span.hall is not None:
        reached.append(Order.hall_id.in_([span.hall]))
    return items.where(Urge.company_id == span.company, or_(*reached))
