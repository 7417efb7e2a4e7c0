"""What a customer is told when an order enters a stage."""

from sqlalchemy import BindParameter, bindparam, func, select

from services.hub.store.models import (
    Company,
    Customer,
    FlowStage,
    Hall,
    Handler,
    ImportFile,
    Order,
    OrderPhone,
    OrderStage,
    Team,
)
from services.hub.store.queries_phones import AGENT, ORDERS_PHONE

NEWS_RULES = select(
    Company.stage_news_days,
    select(func.min(ImportFile.as_of))
    .where(
        ImportFile.company_id == Company.id,
        ImportFile.kind == "stages",
        ImportFile.finished_at.is_not(None),
    )
    .scalar_subquery()
    .label("first_data"),
).where(Company.id == bindparam("company"))
"""`first_data`: the moment of the oldest data on stages that were taken in whole; None before any were."""

_ORDERS: BindParameter[int] = bindparam("orders", expanding=True)

ORDERS = (
    select(
        Order.id,
        Order.company_id,
        Order.order_no,
        Order.state,
        ORDERS_PHONE.label("customers_phone"),
        func.coalesce(AGENT.c.kind, Customer.kind).label("customers_kind"),
        func.coalesce(Hall.phone, "").label("halls_phone"),
        Company.quiet_from,
        Company.quiet_until,
        Company.told_at_night,
    )
    .join(Company, Company.id == Order.company_id)
    .join(Customer, Customer.id == Order.customer_id)
    .outerjoin(AGENT, AGENT.c.id == Order.agent_id)
    .outerjoin(OrderPhone, OrderPhone.order_id == Order.id)
    .outerjoin(Hall, Hall.id == Order.hall_id)
    .where(Order.id.in_(_ORDERS))
    .order_by(Order.id)
)

STAGES = (
    select(
        OrderStage.id,
        OrderStage.order_id,
        OrderStage.flow_stage_id,
        OrderStage.visit,
        OrderStage.state,
        OrderStage.entered_on,
        OrderStage.entered_at,
        OrderStage.planned_start,
        OrderStage.planned_finish,
        FlowStage.step,
        FlowStage.side,
        FlowStage.name_zh,
        FlowStage.awaited_zh,
        FlowStage.bring_zh,
        func.coalesce(Handler.phone, "").label("handlers_phone"),
        func.coalesce(Team.leader_phone, "").label("leaders_phone"),
    )
    .join(FlowStage, FlowStage.id == OrderStage.flow_stage_id)
    .outerjoin(Handler, Handler.id == OrderStage.handler_id)
    .outerjoin(Team, Team.id == OrderStage.team_id)
    .where(OrderStage.order_id.in_(_ORDERS))
    .order_by(OrderStage.id)
)
