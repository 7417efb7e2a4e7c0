"""What is exported: orders with the stages that they are in, and items, each with its customer."""

from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, true

from services.hub.domain.chinatime import CHINA
from services.hub.domain.rights import Span
from services.hub.domain.terms import StageState
from services.hub.store.models import (
    Account,
    Customer,
    Employee,
    Flow,
    FlowStage,
    Handler,
    Order,
    OrderPhone,
    OrderStage,
    Team,
    Urge,
)
from services.hub.store.queries_items import ITEMS, within
from services.hub.store.queries_phones import PHONE

_TEAM = func.coalesce(OrderStage.team_id, Handler.team_id)
_CURRENT = and_(OrderStage.order_id == Order.id, OrderStage.state == StageState.CURRENT.value)

_ORDERS = (
    select(
        Order.id.label("order_id"),
        Order.company_id,
        Order.order_no,
        Order.hall_id,
        Order.address,
        Order.filed_on,
        Order.planned_finish,
        Order.ended_on,
        Order.state,
        Order.customer_id,
        Account.account_no,
        Customer.name.label("customer_name"),
        Customer.kind.label("customer_kind"),
        PHONE.label("customer_phone"),
        Flow.name_zh.label("flow_zh"),
        Flow.name_en.label("flow_en"),
        FlowStage.name_zh.label("stage_zh"),
        FlowStage.name_en.label("stage_en"),
        OrderStage.entered_on,
        OrderStage.planned_finish.label("stage_planned_finish"),
        Handler.name.label("handler"),
        Team.name.label("team"),
        _TEAM.label("team_id"),
        Employee.id.label("employee_id"),
    )
    .join(Customer, Customer.id == Order.customer_id)
    .outerjoin(OrderPhone, OrderPhone.order_id == Order.id)
    .join(Flow, Flow.id == Order.flow_id)
    .outerjoin(Account, Account.id == Order.account_id)
    .outerjoin(OrderStage, _CURRENT)
    .outerjoin(FlowStage, FlowStage.id == OrderStage.flow_stage_id)
    .outerjoin(Handler, Handler.id == OrderStage.handler_id)
    .outerjoin(Employee, and_(Employee.company_id == Order.company_id, Employee.staff_no == Handler.staff_no))
    .outerjoin(Team, Team.id == _TEAM)
    .order_by(Order.id, FlowStage.step, FlowStage.id)
)
"""A line for each stage that an order is in; one for an order that is in none."""


def orders_filed(span: Span, first: date, last: date) -> Select[*tuple[Any, ...]]:
    """The orders that the span reaches of those filed on these days, both included."""
    reached: list[ColumnElement[bool]] = [Employee.id.in_(span.people)]
    if span.whole_company:
        reached.append(true())
    if span.team is not None:
        reached.append(_TEAM.in_([span.team]))
    days = Order.filed_on.between(first, last)
    return _ORDERS.where(Order.company_id == span.company, days, or_(*reached))


def items_asked(span: Span, first: date, last: date) -> Select[*tuple[Any, ...]]:
    """The items that the span reaches of those asked on these days in China, both included."""
    begin = datetime.combine(first, time(), CHINA)
    end = datetime.combine(last + timedelta(days=1), time(), CHINA)
    with_phone = ITEMS.add_columns(Order.customer_id, PHONE.label("customer_phone")).outerjoin(
        OrderPhone, OrderPhone.order_id == Order.id
    )
    return within(with_phone, span).where(Urge.touched_at >= begin, Urge.touched_at < end).order_by(Urge.id)
