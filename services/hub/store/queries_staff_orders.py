"""Orders as the staff see them: one of a company, who has it in hand, and the list of those that run."""

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    bindparam,
    func,
    literal_column,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.orm import aliased

from services.hub.domain.rights import Span
from services.hub.domain.terms import OrderState, Side, StageState
from services.hub.store.models import (
    Account,
    Company,
    Customer,
    Employee,
    FlowStage,
    Handler,
    Order,
    OrderStage,
    Team,
)
from services.hub.store.queries_orders import ORDER_COLUMNS

OF_COMPANY = (
    select(*ORDER_COLUMNS, Order.company_id, Order.hall_id, Order.grid_id)
    .join(Customer, Customer.id == Order.customer_id)
    .join(Company, Company.id == Order.company_id)
    .outerjoin(Account, Account.id == Order.account_id)
    .where(Order.company_id == bindparam("company"), Order.order_no == bindparam("order_no"))
)

_CURRENTLY: ColumnElement[str] = literal_column(f"'{StageState.CURRENT.value}'")
"""Written out, as in the indexes of what is current."""
_CURRENT = OrderStage.state == _CURRENTLY

HOLDERS = (
    select(
        OrderStage.handler_id,
        func.coalesce(Handler.team_id, OrderStage.team_id).label("team_id"),
        Employee.id.label("employee_id"),
    )
    .outerjoin(Handler, Handler.id == OrderStage.handler_id)
    .outerjoin(
        Employee, and_(Employee.company_id == bindparam("company"), Employee.staff_no == Handler.staff_no)
    )
    .where(OrderStage.order_id == bindparam("order"), _CURRENT)
)
"""Who has the stages that an order is in."""

HANDLERS = select(Handler.id).where(
    Handler.company_id == bindparam("company"),
    or_(
        Handler.team_id == bindparam("team"),
        Handler.staff_no.in_(
            select(Employee.staff_no).where(Employee.id.in_(bindparam("people", expanding=True)))
        ),
    ),
)
"""The handlers that these people are, and those of a team."""

_TEAM = aliased(Team)

CURRENT_OF_RUNNING = (_CURRENT, Order.state == OrderState.RUNNING.value)

_RUNNING = (
    select(
        OrderStage.id,
        OrderStage.entered_on,
        OrderStage.planned_finish,
        Order.order_no,
        Customer.name.label("customer_name"),
        Customer.kind.label("customer_kind"),
        FlowStage.name_zh.label("stage_zh"),
        FlowStage.name_en.label("stage_en"),
        FlowStage.side,
        func.coalesce(Handler.name, _TEAM.leader_name, "").label("handler"),
        Company.nearly_late_days,
    )
    .join(Order, Order.id == OrderStage.order_id)
    .join(Company, Company.id == Order.company_id)
    .join(Customer, Customer.id == Order.customer_id)
    .join(FlowStage, FlowStage.id == OrderStage.flow_stage_id)
    .outerjoin(Handler, Handler.id == OrderStage.handler_id)
    .outerjoin(_TEAM, _TEAM.id == OrderStage.team_id)
    .where(*CURRENT_OF_RUNNING)
)


def reached_stages(
    span: Span, handlers: Collection[int], led: Collection[int | None]
) -> tuple[ColumnElement[bool], ...]:
    """What the stages of the orders that a span reaches have; as in `running`."""
    teams = {*led, span.team} - {None}
    hand = aliased(OrderStage)
    theirs = select(hand.id).where(hand.state == _CURRENTLY, hand.handler_id.in_(handlers))
    nobodys = select(hand.id).where(
        hand.state == _CURRENTLY, hand.handler_id.is_(None), hand.team_id.in_(teams)
    )
    reached: list[ColumnElement[bool]] = [OrderStage.id.in_(union_all(theirs, nobodys))]
    if span.whole_company:
        reached = [true()]
    elif span.hall is not None:
        reached.append(Order.hall_id.in_([span.hall]))
    elif span.grid is not None:
        reached.append(Order.grid_id.in_([span.grid]))
    # A sum has no index: SQLite would read all orders of the company by it (480 ms of 300,000, not 7).
    return Order.company_id + 0 == span.company, or_(*reached)


CLOCKED = and_(OrderStage.planned_finish.is_not(None), FlowStage.side == Side.COMPANY.value)
"""Those that a clock runs for (domain.clocks)."""


def running(span: Span, handlers: Collection[int], led: Collection[int | None]) -> Select[*tuple[Any, ...]]:
    """A line for each stage that is current, of the running orders that the span reaches. `handlers` are
    those that its people and its team have; `led` the teams that its people lead, whose stages without a
    handler are in their hands.
    """
    return _RUNNING.where(*reached_stages(span, handlers, led))


def narrowed(
    lines: Select[*tuple[Any, ...]],
    *,
    handler: int | None = None,
    nobody_of: int | None = None,
    stage: str = "",
    due_by: date | None = None,
) -> Select[*tuple[Any, ...]]:
    """Those of one handler, or of a team and nobody; of one stage's code; due by this day."""
    if handler is not None:
        lines = lines.where(OrderStage.handler_id == handler)
    if nobody_of is not None:
        lines = lines.where(OrderStage.handler_id.is_(None), OrderStage.team_id == nobody_of)
    if stage:
        lines = lines.where(FlowStage.code == stage)
    return lines if due_by is None else lines.where(CLOCKED, OrderStage.planned_finish <= due_by)


def clocked(lines: Select[*tuple[Any, ...]], after: tuple[date, int] | None) -> Select[*tuple[Any, ...]]:
    """Those that a clock runs for, the earliest planned finish first, from this line on."""
    lines = lines.where(CLOCKED).order_by(OrderStage.planned_finish, OrderStage.id)
    if after is None:
        return lines
    day, number = after
    later = and_(OrderStage.planned_finish == day, OrderStage.id > number)
    return lines.where(or_(OrderStage.planned_finish > day, later))


def unclocked(lines: Select[*tuple[Any, ...]], after: int) -> Select[*tuple[Any, ...]]:
    """The others, by their number, from this line on."""
    return lines.where(~CLOCKED, OrderStage.id > after).order_by(OrderStage.id)
